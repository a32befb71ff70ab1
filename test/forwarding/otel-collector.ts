// A collector process of a test: started, killed as by a crash, started again on the same state.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startCollectorProcess } from '../engines/collector/collector.mjs';
import { freePort } from '../engines/free-port.mjs';
import { listens, ready, type Watched } from './ready.js';

export interface OtelCollectorOptions {
  readonly version: '0.124' | '0.149';
  /** For its log; and where state is kept if the files say so. */
  readonly folder: string;
  /** Configuration files for the port to listen on. */
  readonly files: (port: number) => readonly string[];
  readonly featureGates?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** False for a configuration that listens nowhere: then nothing is waited for. */
  readonly receives?: boolean;
}

export interface OtelCollector extends Watched {
  readonly port: number;
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; it is gone when the test is. */
export const startOtelCollector = async (options: OtelCollectorOptions): Promise<OtelCollector> => {
  const { version, folder, featureGates = [], environment = {}, receives = true } = options;
  const port: number = await freePort();
  const files = options.files(port);
  const log = (): string => readFileSync(join(folder, 'collector.log'), 'utf8').slice(-4000);
  let server: Awaited<ReturnType<typeof startCollectorProcess>> | undefined;
  const collector: OtelCollector = {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    log,
    isRunning: () => server?.isRunning() === true,
    start: async () => {
      server = await startCollectorProcess({
        version,
        files,
        featureGates,
        folder,
        environment: { OTLP_ENDPOINT: `127.0.0.1:${String(port)}`, ...environment },
      });
      if (!receives) return;
      await ready('the collector listens', () => listens(port), collector);
    },
    kill: async () => server?.kill(),
    stop: async () => server?.stop(),
  };
  onTestFinished(() => collector.stop());
  await collector.start();
  return collector;
};
