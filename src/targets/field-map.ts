/**
 * Files of foreign field names (`rules compile --map FILE`).
 * @module
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { AgentSiemError } from '../error.js';
import type { FieldMap } from './target.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_MAP_BYTES = 5_000_000;

/**
 * Reads a map: YAML (or JSON) with `fields` (name in the rule to name in the SIEM), `source` (index or table), `time`
 * and `id`.
 * @throws AgentSiemError when the file cannot be read or holds anything else
 */
export const readFieldMap = (file: string): FieldMap => {
  const bad = (message: string, field?: string, cause?: unknown): AgentSiemError =>
    new AgentSiemError(message, {
      code: 'map.invalid',
      file,
      field,
      mend: 'Write fields: {name in the rule: name in the SIEM}, and source, time and id where they differ',
      cause,
    });
  let value: unknown;
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > MAX_MAP_BYTES) throw bad('the map is larger than 5 MB');
    value = parse(text);
  } catch (cause) {
    if (cause instanceof AgentSiemError) throw cause;
    throw bad('cannot be read as a map of fields', undefined, cause);
  }
  if (!isRecord(value)) throw bad('a map of fields is an object');
  const { fields = {}, ...rest } = value;
  if (!isRecord(fields)) throw bad('not an object', 'fields');
  for (const [name, column] of Object.entries(fields)) {
    if (typeof column !== 'string' || column === '') throw bad('not a name', `fields.${name}`);
  }
  for (const [name, text] of Object.entries(rest)) {
    if (!['source', 'time', 'id'].includes(name)) throw bad('not a key of a map', name);
    if (typeof text !== 'string' || text === '') throw bad('not a name', name);
  }
  return { ...rest, fields: fields as Readonly<Record<string, string>> };
};
