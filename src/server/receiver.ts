/**
 * The OTLP/HTTP receiver.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AgentSiemError } from '../error.js';
import {
  decodeLogs,
  decompress,
  encodingOf,
  type Mapping,
  MAX_DECOMPRESSED_BYTES,
  MAX_SENT_BYTES,
  type OtlpEncoding,
} from '../ingest/index.js';
import type { TrailWriter } from '../trail/index.js';
import { type Counters, countersJson, createCounters } from './counters.js';
import { createGuard } from './guard.js';
import { listen, type Listening } from './listen.js';
import { contentTypeOf, exportResponse, statusMessage } from './otlp-response.js';
import { readBody } from './read-body.js';
import { refuse, reply, replyJson } from './reply.js';
import { storeRecords } from './store.js';

/** How to receive. */
export interface ReceiverOptions {
  readonly trail: TrailWriter;
  readonly mapping: Mapping;
  /** Default 4318; 0 takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Anything beyond loopback needs a token. */
  readonly host?: string;
  readonly token?: string;
  /** Shared with other servers where given. */
  readonly counters?: Counters;
  /** Told when the trail refuses events; senders were asked to send again. */
  readonly onError?: (error: unknown) => void;
  /** Given governance events that break the schema, secrets redacted, to keep aside. Must not throw. */
  readonly onRefused?: (redacted: unknown, error: unknown) => void;
}

/** A receiver that listens. */
export interface Receiver extends Listening {
  readonly counters: Counters;
}

/** Bytes of decoded requests at work; beyond it senders are asked to come back. */
const MAX_BYTES_AT_WORK = 2 * MAX_DECOMPRESSED_BYTES;
const RETRY_AFTER = { 'Retry-After': '1' } as const;

const STATUS_OF_CODE = new Map([
  ['otlp.too-large', 413],
  ['otlp.too-many-records', 413],
  ['otlp.unsupported', 415],
  ['otlp.malformed', 400],
]);

const OTHER_SIGNALS = new Map<string, 'traces' | 'metrics'>([
  ['/v1/traces', 'traces'],
  ['/v1/metrics', 'metrics'],
]);

/**
 * Starts the receiver. `POST /v1/logs` answers 200 only when every event of the request is durable in the trail, and
 * names records that can never be stored in a partial success. Traces and metrics are accepted and dropped, so that
 * agents that send them do not report errors.
 * @throws AgentSiemError `server.port-taken`, `server.token-required`
 */
export const createReceiver = async (options: ReceiverOptions): Promise<Receiver> => {
  const { trail, mapping, port = 4318, host = '127.0.0.1', token, onError } = options;
  const counters = options.counters ?? createCounters();
  const guard = createGuard(host, token);
  const target = { mapping, trail, counters, onRefused: options.onRefused };
  let bytesAtWork = 0;

  const fail = (
    response: ServerResponse,
    encoding: OtlpEncoding,
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ): void => {
    reply(response, status, contentTypeOf(encoding), statusMessage(encoding, message), headers);
  };

  const answerError = (response: ServerResponse, encoding: OtlpEncoding, error: unknown): void => {
    const status = error instanceof AgentSiemError ? STATUS_OF_CODE.get(error.code) : undefined;
    if (status === undefined || !(error instanceof AgentSiemError)) {
      onError?.(error);
      fail(response, encoding, 500, 'internal error');
      return;
    }
    counters.requests.malformed += 1;
    // The rest of a body that is not read would otherwise be taken for the next request.
    fail(response, encoding, status, error.message, status === 413 ? { Connection: 'close' } : {});
  };

  const takeLogs = async (
    request: IncomingMessage,
    response: ServerResponse,
    encoding: OtlpEncoding,
  ): Promise<void> => {
    let held = 0;
    const hold = (bytes: number): void => {
      bytesAtWork += bytes - held;
      held = bytes;
    };
    try {
      hold(Math.min(Number(request.headers['content-length'] ?? 0) || 0, MAX_SENT_BYTES));
      const sent = await readBody(request, MAX_SENT_BYTES);
      const bytes = await decompress(sent, request.headers['content-encoding']);
      hold(bytes.length);
      const { partial, failure } = await storeRecords(decodeLogs(bytes, encoding), target);
      if (failure === undefined) {
        reply(response, 200, contentTypeOf(encoding), exportResponse(encoding, partial));
        return;
      }
      onError?.(failure);
      fail(response, encoding, 503, 'the trail cannot take the events now', RETRY_AFTER);
    } catch (error) {
      answerError(response, encoding, error);
    } finally {
      hold(0);
    }
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const refusal = guard(request);
    if (refusal !== undefined) {
      counters.requests.refused += 1;
      refuse(response, refusal);
      return;
    }
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/healthz' && request.method === 'GET') {
      replyJson(response, 200, countersJson(counters));
      return;
    }
    const other = OTHER_SIGNALS.get(path);
    if (path !== '/v1/logs' && other === undefined) {
      replyJson(response, 404, { error: 'not found; send OTLP to /v1/logs' });
      return;
    }
    if (request.method !== 'POST') {
      replyJson(response, 405, { error: 'send OTLP with POST' }, { Allow: 'POST' });
      return;
    }
    const encoding = encodingOf(request.headers['content-type']);
    if (encoding === undefined) {
      counters.requests.malformed += 1;
      replyJson(response, 415, { error: 'send application/json or application/x-protobuf' }, { Connection: 'close' });
      return;
    }
    counters.requests[other ?? 'logs'] += 1;
    if (other !== undefined) {
      request.resume();
      reply(response, 200, contentTypeOf(encoding), exportResponse(encoding));
      return;
    }
    if (bytesAtWork > MAX_BYTES_AT_WORK) {
      counters.requests.busy += 1;
      fail(response, encoding, 503, 'busy, send again', { ...RETRY_AFTER, Connection: 'close' });
      return;
    }
    void takeLogs(request, response, encoding);
  };

  const listening = await listen({ host, port, what: 'the OTLP receiver', option: '--otlp-port' }, handle);
  return { ...listening, counters };
};
