// A collector process of a test: started, killed as by a crash, started again on the same state.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startCollectorProcess } from '../engines/collector/collector.mjs';
import { freePort } from '../engines/free-port.mjs';
import { ready, type Watched } from './ready.js';

export interface OtelCollectorOptions {
  readonly version: '0.124' | '0.149';
  /** For its log; and where state is kept if the files say so. */
  readonly folder: string;
  /** Configuration files for the port to listen on. */
  readonly files: (port: number) => readonly string[];
  readonly featureGates?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface OtelCollector extends Watched {
  readonly port: number;
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Resolves when it has said that it is ready. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; it is gone when the test is. */
export const startOtelCollector = async (options: OtelCollectorOptions): Promise<OtelCollector> => {
  const { version, folder, featureGates = [], environment = {} } = options;
  const port: number = await freePort();
  const files = options.files(port);
  const file = join(folder, 'collector.log');
  const whole = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const log = (): string => whole().slice(-4000);
  const starts = (): number => whole().split('Everything is ready').length - 1;
  let server: Awaited<ReturnType<typeof startCollectorProcess>> | undefined;
  const collector: OtelCollector = {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    log,
    isRunning: () => server?.isRunning() === true,
    start: async () => {
      const before = starts();
      server = await startCollectorProcess({
        version,
        files,
        featureGates,
        folder,
        environment: { OTLP_ENDPOINT: `127.0.0.1:${String(port)}`, ...environment },
      });
      // Killed earlier than this, right after a crash, version 0.149 loses what its queue on disk was sending: it takes
      // these requests out before it puts them back (README of otel-collector).
      await ready('the collector is ready', () => starts() > before, collector);
    },
    kill: async () => server?.kill(),
    stop: async () => server?.stop(),
  };
  onTestFinished(() => collector.stop());
  await collector.start();
  return collector;
};
