/**
 * The bearer check of an MCP server over HTTP: auth.failure for bad tokens, auth.success for good ones.
 * @module
 */
import { digest, type Identity } from '../../event/index.js';
import type { GovernOptions } from '../call.js';
import { createCallGovernor } from '../governed-call.js';
import { textMember, type McpAuthInfo } from './structure.js';

/** The parts of a request that are read (Express or node:http). */
export interface AuthRequest {
  readonly headers: { readonly authorization?: string | undefined };
  /** Express fills it according to its trust proxy setting. */
  readonly ip?: string | undefined;
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
  readonly auth?: McpAuthInfo | undefined;
}

/** The parts of a response that are used. */
export interface AuthResponse {
  readonly statusCode: number;
  status(code: number): AuthResponse;
  json(body: unknown): unknown;
}

/** A middleware such as the SDK's requireBearerAuth returns. */
export type AuthMiddleware<Q, S> = (request: Q, response: S, next: (error?: unknown) => void) => unknown;

/** Options of the wrapper. */
export interface BearerAuthOptions extends GovernOptions {
  /** Name of the server in the events. */
  readonly serviceName?: string;
  /** Identity of an accepted token; by default clientId, and sub and email where `extra` has them. */
  readonly identify?: (auth: McpAuthInfo) => Identity | undefined;
  /** Identity that a refused token claims; by default sub and email of a JWT. Unverified by nature. */
  readonly claimed?: (token: string) => Identity | undefined;
}

const MAX_KNOWN = 1000;

const present = (entries: Readonly<Record<string, string | undefined>>): Identity =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const identifyByDefault = (auth: McpAuthInfo): Identity =>
  present({
    user_id: textMember(auth.extra, 'user_id') ?? auth.clientId,
    email: textMember(auth.extra, 'email'),
    idp_subject: textMember(auth.extra, 'sub'),
  });

const claimedByDefault = (token: string): Identity => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return present({ email: textMember(claims, 'email'), idp_subject: textMember(claims, 'sub') });
  } catch {
    return {};
  }
};

const addressOf = (request: AuthRequest): string | undefined =>
  (request.ip ?? request.socket?.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '');

/**
 * Wraps the SDK's requireBearerAuth(...) middleware. A refused token raises auth.failure with the address it came from
 * before the refusal is sent; the first acceptance of a token from an address raises auth.success.
 * A request without credentials is MCP's ordinary discovery and raises nothing. The token itself goes nowhere.
 * @example
 * app.post('/mcp', governBearerAuth(requireBearerAuth({ verifier }), { governance }), handler);
 */
export const governBearerAuth = <Q, S>(
  middleware: AuthMiddleware<Q, S>,
  options: BearerAuthOptions,
): AuthMiddleware<Q, S> => {
  const governor = createCallGovernor(options);
  const known = new Set<string>();
  const source = options.serviceName === undefined ? {} : { source: { service: options.serviceName } };
  const withAddress = (identity: Identity | undefined, source_ip: string | undefined): Identity => ({
    ...identity,
    ...(source_ip === undefined ? {} : { source_ip }),
  });

  return (rawRequest, rawResponse, next) => {
    const request = rawRequest as AuthRequest;
    const response = rawResponse as AuthResponse;
    const header = request.headers.authorization ?? '';
    const token = header.replace(/^bearer\s+/i, '');
    const address = addressOf(request);
    const json = response.json.bind(response);

    const failed = async (body: unknown): Promise<void> => {
      try {
        await governor.record({
          event_type: 'auth.failure',
          ...source,
          identity: withAddress((options.claimed ?? claimedByDefault)(token), address),
          governance: {
            result: 'denied',
            policies_evaluated: ['bearer_auth'],
            policies_failed: ['bearer_auth'],
            matched_rule: 'bearer_auth',
            decided_by: 'policy',
            reason: textMember(body, 'error_description') ?? textMember(body, 'error') ?? 'refused',
          },
        });
      } catch {
        // Reported through onError by the governor; the refusal stands without its record.
      }
      json(body);
    };

    response.json = (body: unknown) => {
      const refused = response.statusCode === 401 || response.statusCode === 403;
      if (!refused || header === '') return json(body);
      response.json = json;
      void failed(body);
      return response;
    };

    const passed = async (): Promise<void> => {
      const id = digest(`${token}\0${address ?? ''}`);
      if (!known.has(id)) {
        if (known.size >= MAX_KNOWN) known.clear();
        const auth = request.auth ?? {};
        await governor.record({
          event_type: 'auth.success',
          ...source,
          identity: withAddress((options.identify ?? identifyByDefault)(auth), address),
        });
        known.add(id);
      }
    };

    return middleware(rawRequest, rawResponse, (error) => {
      response.json = json;
      if (error !== undefined) {
        next(error);
        return;
      }
      passed().then(
        () => {
          next();
        },
        () =>
          response
            .status(503)
            .json({ error: 'temporarily_unavailable', error_description: 'The audit record could not be written.' }),
      );
    });
  };
};
