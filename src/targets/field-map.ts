/**
 * Files of foreign field names (`rules compile --map FILE`).
 * @module
 */
import { readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { AgentSiemError } from '../error.js';
import { sourceProblem } from './map-source.js';
import type { FieldMap, TargetName } from './target.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_MAP_BYTES = 5_000_000;
const SHAPE = 'Write fields: {name in the rule: name in the SIEM}, and source, time and id where they differ';

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AgentSiemError('cannot be read', {
      code: 'map.not-found',
      file,
      mend: 'Name a YAML file with fields, source, time and id',
      cause,
    });
  }
};

/** Offset of a key, or of a list's item, in the text. */
const offsetOf = (document: Document, path: readonly string[]): number | undefined => {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
    : null;
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
};

/**
 * Reads a map: YAML (or JSON) with `fields` (name in the rule to name in the SIEM), `source` (index or table), `time`
 * and `id`. With a target the source is looked at too.
 * @throws AgentSiemError with line, column and field when the file cannot be read or holds anything else
 */
export const readFieldMap = (file: string, target?: TargetName): FieldMap => {
  const text = textOf(file);
  const bad = (message: string, offset?: number, field?: string, mend = SHAPE): AgentSiemError => {
    const place = offset === undefined ? undefined : lines.linePos(offset);
    return new AgentSiemError(message, {
      code: 'map.invalid',
      file,
      ...(place === undefined ? {} : { line: place.line, column: place.col }),
      field,
      mend,
    });
  };
  const lines = new LineCounter();
  if (text.length > MAX_MAP_BYTES) throw bad('the map is larger than 5 MB');
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw bad(`not YAML: ${error.message}`, error.pos[0]);
  const at = (...path: readonly string[]): number | undefined => offsetOf(document, path);
  const value: unknown = document.toJS();
  if (!isRecord(value)) throw bad('a map of fields is an object', 0);
  const { fields = {}, ...rest } = value;
  if (!isRecord(fields)) throw bad('not an object', at('fields'), 'fields');
  for (const [name, column] of Object.entries(fields)) {
    if (typeof column !== 'string' || column === '') throw bad('not a name', at('fields', name), `fields.${name}`);
  }
  for (const [name, given] of Object.entries(rest)) {
    if (!['source', 'time', 'id'].includes(name)) throw bad('not a key of a map', at(name), name);
    if (typeof given !== 'string' || given === '') throw bad('not a name', at(name), name);
  }
  const map = { ...rest, fields: fields as Readonly<Record<string, string>> } as FieldMap;
  const wrong = target === undefined || map.source === undefined ? undefined : sourceProblem(target, map.source);
  if (wrong !== undefined) throw bad(wrong.message, at('source'), 'source', wrong.mend);
  return map;
};
