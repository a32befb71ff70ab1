// Maps a fixture the way `agent-siem import` does.
import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceName } from '../../src/ingest/index.js';
import { createMapping, createReasonCount, readLogFile } from '../../src/ingest/index.js';
import type { SecretScanner } from '../../src/secrets/finding.js';

export const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));

export interface MappedFile {
  readonly lines: readonly string[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

export const mapFile = async (path: string, only: SourceName, scanner: SecretScanner): Promise<MappedFile> => {
  const mapping = createMapping({ scanner, only });
  const skips = createReasonCount();
  const lines: string[] = [];
  const errors: string[] = [];
  for await (const item of readLogFile(createReadStream(path), path)) {
    if (item.kind === 'skipped') skips.add(item.reason);
    else if (item.kind === 'error') errors.push(item.error.describe());
    else {
      const { events, skipped, rejected } = mapping.map(item.record);
      lines.push(...events.map(({ line }) => line));
      if (skipped !== undefined) skips.add(skipped);
      if (rejected !== undefined) errors.push(rejected);
    }
  }
  return { lines, skipped: Object.fromEntries(skips.entries()), errors };
};

export const linesOfFile = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
