/**
 * Who may talk to a local server.
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AgentSiemError } from '../error.js';

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/** Looks at the headers of a request; undefined lets it pass. */
export type Guard = (request: Pick<IncomingMessage, 'headers'>) => Refusal | undefined;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** True for names and addresses of this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

const bearerOf = (authorization: string | undefined): string =>
  /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';

/** The host of a Host header, without its port. */
const hostNameOf = (header: string | undefined): string => (header ?? '').replace(/:\d+$/, '');

/**
 * Makes the guard of a server: Host against DNS rebinding, Origin and Sec-Fetch-Site against other web sites, and a
 * bearer token, compared in constant time, where there is one.
 * @throws AgentSiemError `server.token-required` when a server bound beyond loopback has no token.
 */
export const createGuard = (host: string, token: string | undefined): Guard => {
  const local = isLoopback(host);
  if (!local && (token === undefined || token === '')) {
    throw new AgentSiemError('a server that others can reach needs a token', {
      code: 'server.token-required',
      field: 'token',
      mend: 'Set AGENT_SIEM_TOKEN, or bind to 127.0.0.1.',
    });
  }
  const expected = token === undefined || token === '' ? undefined : hash(token);
  return ({ headers }) => {
    if (local && !isLoopback(hostNameOf(headers.host))) {
      return { status: 403, message: 'the Host header does not name this machine' };
    }
    if (headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`) {
      return { status: 403, message: 'requests from other web sites are refused' };
    }
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      return { status: 403, message: 'requests from other web sites are refused' };
    }
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (expected !== undefined && !timingSafeEqual(hash(bearerOf(headers.authorization)), expected)) {
      return { status: 401, message: 'a valid bearer token is required' };
    }
    return undefined;
  };
};
