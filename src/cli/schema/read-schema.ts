/**
 * Schemas to compare.
 * @module
 */
import { readFileSync } from 'node:fs';
import { AgentSiemError } from '../../error.js';
import { SCHEMA_VERSION } from '../../event/index.js';

/** The schema that this package carries. */
export const SCHEMA_FILE = new URL('../../event/governance-event.schema.json', import.meta.url);

/** The error of a file that cannot be read. */
export const unreadable = (file: string, cause: unknown): AgentSiemError =>
  new AgentSiemError('cannot be read', {
    code: 'schema.unreadable',
    file,
    mend: cause instanceof Error && 'code' in cause ? `The system says ${String(cause.code)}.` : undefined,
    cause,
  });

/** A schema by file or by the version this package carries. */
export const readSchema = (name: string): Readonly<Record<string, unknown>> => {
  if (/^\d+\.\d+\.\d+$/.test(name) && name !== SCHEMA_VERSION) {
    throw new AgentSiemError(`schema ${name} is not in this package`, {
      code: 'schema.unknown-version',
      mend: `This package carries ${SCHEMA_VERSION}; give a file for any other.`,
    });
  }
  let text: string;
  try {
    text = readFileSync(name === SCHEMA_VERSION ? SCHEMA_FILE : name, 'utf8');
  } catch (error) {
    throw unreadable(name, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'properties' in value) return value;
  } catch {
    // Said below, together with JSON that is no schema.
  }
  throw new AgentSiemError('not a JSON Schema of an event', { code: 'schema.not-a-schema', file: name });
};
