/**
 * Receiver, stream and query on one trail.
 * @module
 */
import { createMapping, type Mapping } from '../ingest/index.js';
import { quarantine } from '../otel/quarantine.js';
import type { SecretScanner } from '../secrets/finding.js';
import type { Trail } from '../trail/index.js';
import { type Counters, createCounters, healthLines } from './counters.js';
import { createQueryServer } from './query-server.js';
import { createReceiver } from './receiver.js';
import { sideFileLines } from './side-file-lines.js';

/** What to start. */
export interface ServersOptions {
  readonly trail: Trail;
  /** Searches incoming records; `createSecretScanner()`. */
  readonly scanner: SecretScanner;
  /** Makes hashes of foreign agents' parameters keyed. */
  readonly parameterKey?: Uint8Array | string;
  /** OTLP/HTTP, default 4318; 0 takes any free port. */
  readonly otlpPort?: number;
  /** Stream and query, default 4319; 0 takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Anything beyond loopback needs a token. */
  readonly host?: string;
  readonly token?: string;
  /** Told when the trail cannot take or give events; clients have had their answer. */
  readonly onError?: (error: unknown) => void;
}

/** Servers that listen. The trail stays open when they close. */
export interface Servers {
  /** Where agents send, such as `http://127.0.0.1:4318`. */
  readonly otlpUrl: string;
  readonly otlpPort: number;
  /** Where stream and query are. */
  readonly url: string;
  readonly port: number;
  readonly counters: Counters;
  /** What an operator should mend, a line each. */
  health(): readonly string[];
  close(): Promise<void>;
}

/** Entries at the end of the trail from which sessions that run are known again. */
const RECALLED = 20_000;
const recallSessions = async (mapping: Mapping, trail: Trail): Promise<void> => {
  const fromSequence = Math.max(1, trail.sequence - RECALLED + 1);
  for await (const { event } of trail.read({ fromSequence })) mapping.recall(event);
};

const keepAside =
  (file: string, onError: ((error: unknown) => void) | undefined) =>
  (redacted: unknown, error: unknown): void => {
    try {
      quarantine(file, redacted, error);
    } catch (failure) {
      onError?.(failure);
    }
  };

/**
 * Starts both servers, or none.
 * @throws AgentSiemError `server.port-taken` (names the server that is not receiving), `server.token-required`
 * @example
 * const servers = await startServers({ trail, scanner: createSecretScanner() });
 */
export const startServers = async (options: ServersOptions): Promise<Servers> => {
  const { trail, scanner, parameterKey, otlpPort, port, host, token, onError } = options;
  const counters = createCounters(Date.now(), () => sideFileLines(trail.layout));
  const mapping = createMapping({ scanner, ...(parameterKey === undefined ? {} : { parameterKey }) });
  const shared = {
    trail,
    counters,
    ...(host === undefined ? {} : { host }),
    ...(token === undefined ? {} : { token }),
    ...(onError === undefined ? {} : { onError }),
  };
  await recallSessions(mapping, trail);
  const onRefused = keepAside(trail.layout.quarantine, onError);
  const receiver = await createReceiver({
    ...shared,
    mapping,
    onRefused,
    ...(otlpPort === undefined ? {} : { port: otlpPort }),
  });
  try {
    const query = await createQueryServer({ ...shared, ...(port === undefined ? {} : { port }) });
    return {
      otlpUrl: receiver.url,
      otlpPort: receiver.port,
      url: query.url,
      port: query.port,
      counters,
      health: () => healthLines(counters),
      close: async () => {
        await Promise.all([receiver.close(), query.close()]);
      },
    };
  } catch (error) {
    await receiver.close();
    throw error;
  }
};
