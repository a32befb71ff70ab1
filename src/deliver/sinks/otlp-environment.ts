/**
 * OTEL_EXPORTER_OTLP_* variables that the official exporter would put aside with a debug line.
 * @module
 */
import { readFileSync } from 'node:fs';
import { AgentSiemError } from '../../error.js';

/** The variable of a setting that counts: that of logs before the general one. */
const variableOf = (setting: string): string | undefined =>
  [`OTEL_EXPORTER_OTLP_LOGS_${setting}`, `OTEL_EXPORTER_OTLP_${setting}`].find(
    (name) => (process.env[name] ?? '').trim() !== '',
  );

const check = (setting: string, mend: string, isGood: (value: string) => boolean): void => {
  const name = variableOf(setting);
  if (name === undefined || isGood((process.env[name] ?? '').trim())) return;
  throw new AgentSiemError(`${name} cannot be followed`, { code: 'deliver.environment', field: name, mend });
};

const isReadable = (file: string): boolean => {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
};

/**
 * Refuses what would send events elsewhere, in the clear or not at all without a word. Values are in no message: a
 * header or an address may hold a credential.
 * @throws AgentSiemError `deliver.environment`, naming the variable.
 */
export const checkOtlpEnvironment = (given: {
  readonly url?: unknown;
  readonly timeoutMs?: unknown;
  readonly compression?: unknown;
}): void => {
  if (given.url === undefined) {
    check('ENDPOINT', 'Give a URL such as http://localhost:4318.', (value) => {
      const protocol = URL.canParse(value) ? new URL(value).protocol : '';
      return protocol === 'http:' || protocol === 'https:';
    });
  }
  if (given.timeoutMs === undefined) check('TIMEOUT', 'Give milliseconds above 0.', (value) => Number(value) > 0);
  if (given.compression === undefined) {
    check('COMPRESSION', 'Use gzip or none.', (value) => value === 'gzip' || value === 'none');
  }
  for (const setting of ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY']) {
    check(setting, 'Name a PEM file that this process may read.', isReadable);
  }
};
