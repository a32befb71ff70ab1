// A SIEM's collector file with the exporters swapped: receivers, processors, connectors, extensions, pipelines, queues and
// retries stay as they are written.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';

/** Folder of the files that are shipped. */
export const OTEL_FOLDER = 'collector-config/otel-collector';

interface Exporter {
  readonly sending_queue: unknown;
  readonly retry_on_failure?: unknown;
}

/** Elastic's exporter counts its retries itself; ours has no deadline either. */
const NO_DEADLINE = { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: '0s' };

/** Writes the file with otlphttp in place of each exporter; `addressOf` gives where each sends to. Returns its path. */
export const withStandIns = (name: string, folder: string, addressOf: (exporter: string) => string): string => {
  const source = join(OTEL_FOLDER, name);
  const document = parseDocument(readFileSync(source, 'utf8'));
  const exporters = (document.toJS() as { readonly exporters: Readonly<Record<string, Exporter>> }).exporters;
  document.deleteIn(['exporters']);
  let text = String(document);
  const standIns: Record<string, unknown> = {};
  for (const [id, { sending_queue, retry_on_failure = NO_DEADLINE }] of Object.entries(exporters)) {
    const standIn = `otlphttp/${id.split('/')[1] ?? id}`;
    standIns[standIn] = { endpoint: addressOf(standIn), sending_queue, retry_on_failure };
    text = text.replaceAll(id, standIn);
  }
  const file = join(folder, basename(name));
  writeFileSync(file, `${text}\nexporters: ${JSON.stringify(standIns)}\n`);
  return file;
};
