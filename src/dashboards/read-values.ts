/**
 * Values of a dashboard file, each with its error at its place.
 * @module
 */
import { FIELDS } from '../event/index.js';
import { childOf, textOf, textsOf } from '../rules/parse/read-map.js';
import type { SourceFile } from '../rules/parse/source-file.js';
import type { YamlMap, YamlNode } from '../rules/parse/yaml-tree.js';

/** Fields of the event schema, by what a panel can do with them. */
export const NUMERIC = new Set(
  FIELDS.filter(({ type }) => type === 'integer' || type === 'number').map(({ path }) => path),
);
export const SPLITTABLE = new Set(FIELDS.filter(({ type }) => type !== 'strings').map(({ path }) => path));
export const KNOWN = new Set(FIELDS.map(({ path }) => path));
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export const required = (source: SourceFile, map: YamlMap, key: string): string => {
  const text = textOf(source, map, key);
  if (text === undefined) source.report(map.offset, { code: 'dashboard.missing', message: `${key} is missing` });
  return text ?? '';
};

export const field = (
  source: SourceFile,
  node: YamlNode,
  path: string,
  known: ReadonlySet<string>,
  what: string,
): string => {
  if (!known.has(path)) {
    source.report(node.offset, { code: 'dashboard.field', message: `${path} is not ${what} of the event schema` });
  }
  return path;
};

export const fields = (
  source: SourceFile,
  map: YamlMap,
  key: string,
  known: ReadonlySet<string>,
  what: string,
): readonly string[] => {
  const node = childOf(map, key);
  return node === undefined ? [] : textsOf(source, map, key).map((path) => field(source, node, path, known, what));
};

export const duration = (source: SourceFile, map: YamlMap, key: string): number | undefined => {
  const text = textOf(source, map, key);
  if (text === undefined) return undefined;
  const parts = /^([1-9]\d{0,2})([mhd])$/.exec(text);
  if (parts !== null) return Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 0);
  source.report(childOf(map, key)?.offset ?? map.offset, {
    code: 'dashboard.duration',
    message: `${key} is not a duration`,
    mend: 'Write it as 15m, 1h or 7d.',
  });
  return undefined;
};

export const count = (source: SourceFile, map: YamlMap, key: string): number | undefined => {
  const node = childOf(map, key);
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value > 0) {
    return node.value;
  }
  source.report(node.offset, { code: 'dashboard.number', message: `${key} must be a whole number above zero` });
  return undefined;
};
