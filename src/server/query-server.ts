/**
 * The stream and query server.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AgentSiemError } from '../error.js';
import type { Trail } from '../trail/index.js';
import { type Counters, countersJson, createCounters } from './counters.js';
import { createEventFilter, type EventFilter, FILTER_NAMES } from './event-filter.js';
import { queryFormat, queryLimit, selectEntries, sendEntries } from './event-query.js';
import { firstUnseen, streamEvents } from './event-stream.js';
import { createGuard } from './guard.js';
import { listen, type Listening } from './listen.js';
import { refuse, replyJson } from './reply.js';

/** How to serve. */
export interface QueryServerOptions {
  readonly trail: Trail;
  /** Default 4319; 0 takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Anything beyond loopback needs a token. */
  readonly host?: string;
  readonly token?: string;
  /** Milliseconds between the comments that keep a stream open, default 15,000. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which a client that takes nothing is let go, default 60,000. */
  readonly stalledMs?: number;
  /** What /healthz shows. */
  readonly counters?: Counters;
  /** Told when the trail cannot be read. */
  readonly onError?: (error: unknown) => void;
}

/** Streams and running queries at one time. */
const MAX_CLIENTS = 64;

const filterOf = (parameters: URLSearchParams): EventFilter =>
  createEventFilter(
    Object.fromEntries(FILTER_NAMES.flatMap((name) => (parameters.has(name) ? [[name, parameters.get(name)]] : []))),
  );

const KNOWN = new Set<string>([...FILTER_NAMES, 'format', 'limit', 'last_event_id']);

const checkNames = (parameters: URLSearchParams): void => {
  for (const name of parameters.keys()) {
    if (KNOWN.has(name)) continue;
    throw new AgentSiemError('unknown parameter', {
      code: 'query.unknown-parameter',
      field: /^[\w-]{1,40}$/.test(name) ? name : undefined,
      mend: `Use ${[...KNOWN].join(', ')}.`,
    });
  }
};

/**
 * Starts the server: `GET /v1/stream` (server-sent events), `GET /v1/events` (NDJSON or CSV), `GET /healthz`.
 * @throws AgentSiemError `server.port-taken`, `server.token-required`
 */
export const createQueryServer = async (options: QueryServerOptions): Promise<Listening> => {
  const { trail, port = 4319, host = '127.0.0.1', token, heartbeatMs, stalledMs, onError } = options;
  const counters = options.counters ?? createCounters();
  const guard = createGuard(host, token);
  const closing = new AbortController();
  let clients = 0;

  const serve = async (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkNames(url.searchParams);
    const filter = filterOf(url.searchParams);
    if (url.pathname === '/v1/stream') {
      const header = request.headers['last-event-id'];
      const lastSeen = typeof header === 'string' ? header : (url.searchParams.get('last_event_id') ?? undefined);
      await streamEvents(trail, response, firstUnseen(trail, lastSeen), filter, closing.signal, {
        heartbeatMs,
        stalledMs,
      });
      return;
    }
    const format = queryFormat(url.searchParams.get('format'));
    const limit = queryLimit(url.searchParams.get('limit'));
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    const signal = AbortSignal.any([gone.signal, closing.signal]);
    await sendEntries(response, selectEntries(trail.read({ signal }), filter, limit), format, signal);
  };

  const answerError = (response: ServerResponse, error: unknown): void => {
    if (response.headersSent) {
      response.destroy();
      onError?.(error);
    } else if (error instanceof AgentSiemError && /^(?:query|stream)\./.test(error.code)) {
      replyJson(response, error.code === 'stream.other-trail' ? 409 : 400, { error: error.describe() });
    } else {
      replyJson(response, 500, { error: 'the trail cannot be read' });
      onError?.(error);
    }
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const refusal = guard(request);
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    if (request.method !== 'GET') {
      replyJson(response, 405, { error: 'only GET' }, { Allow: 'GET' });
      return;
    }
    const target = request.url ?? '/';
    const url = URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
    if (url?.pathname === '/healthz') {
      replyJson(response, 200, { ...countersJson(counters), clients, sequence: trail.sequence });
      return;
    }
    if (url?.pathname !== '/v1/stream' && url?.pathname !== '/v1/events') {
      replyJson(response, 404, { error: 'not found; there are /v1/stream, /v1/events and /healthz' });
      return;
    }
    if (clients >= MAX_CLIENTS) {
      replyJson(response, 503, { error: 'too many clients' }, { 'Retry-After': '5' });
      return;
    }
    clients += 1;
    serve(url, request, response)
      .catch((error: unknown) => {
        answerError(response, error);
      })
      .finally(() => {
        clients -= 1;
      });
  };

  const listening = await listen({ host, port, what: 'the stream and query server', option: '--port' }, handle);
  return {
    ...listening,
    close: async () => {
      closing.abort();
      await listening.close();
    },
  };
};
