/**
 * Typed reading of a YAML mapping; what has the wrong shape is reported where it stands.
 * @module
 */
import { nearest } from '../nearest.js';
import type { SourceFile } from './source-file.js';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-tree.js';

/** Value of a key, undefined when the key is missing. */
export const childOf = (map: YamlMap, key: string): YamlNode | undefined => entryOf(map, key)?.value;

/** Entry of a key. */
export const entryOf = (map: YamlMap, key: string): YamlEntry | undefined =>
  map.entries.find((entry) => entry.key === key);

/** Forms of the shapes that are asked for. */
const FORMS = {
  text: 'some text',
  'a number': '5',
  'true or false': 'true',
  'a mapping': '{key: value}',
  'a list of texts': '[one, two]',
  'a list': '[...]',
} as const;

const wrong = (source: SourceFile, entry: YamlEntry, wanted: keyof typeof FORMS): void => {
  source.report(entry.value.offset, {
    code: 'yaml.type',
    message: `${entry.key} must be ${wanted}`,
    mend: `Write it as \`${entry.key}: ${FORMS[wanted]}\`.`,
  });
};

/** Text of a key; numbers count as their text (an unquoted version or id). */
export const textOf = (source: SourceFile, map: YamlMap, key: string): string | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === 'scalar') return value.value === null ? undefined : value.text;
  wrong(source, entry, 'text');
  return undefined;
};

/** Text of a node without blanks around it; empty for what is no text. */
export const textIn = (node: YamlNode | undefined): string => (node?.kind === 'scalar' ? node.text.trim() : '');

/** Number of a key. */
export const numberOf = (source: SourceFile, map: YamlMap, key: string): number | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'number') return value.value;
  wrong(source, entry, 'a number');
  return undefined;
};

/** Truth of a scalar. YAML 1.1 readers, which most Sigma tools are, take yes and on for true. */
export const truthOf = ({ text }: YamlScalar): boolean | undefined =>
  /^(?:yes|on|true)$/i.test(text) ? true : /^(?:no|off|false)$/i.test(text) ? false : undefined;

/** Truth of a key. */
export const booleanOf = (source: SourceFile, map: YamlMap, key: string): boolean | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  const truth = value.kind === 'scalar' ? truthOf(value) : undefined;
  if (truth === undefined) wrong(source, entry, 'true or false');
  return truth;
};

/** Mapping of a key. */
export const mapOf = (source: SourceFile, map: YamlMap, key: string): YamlMap | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'map') return entry.value;
  wrong(source, entry, 'a mapping');
  return undefined;
};

/** List of a key. */
export const listOf = (source: SourceFile, map: YamlMap, key: string): YamlList | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'list') return entry.value;
  wrong(source, entry, 'a list');
  return undefined;
};

/** Text of a key that may be left out, but not left empty: what is not written is not what was meant. */
export const givenText = (source: SourceFile, map: YamlMap, key: string): string | undefined => {
  const entry = entryOf(map, key);
  const text = textOf(source, map, key);
  if (entry?.value.kind === 'scalar' && (text === undefined || text === '')) wrong(source, entry, 'text');
  return text === '' ? undefined : text;
};

/** List of texts; a single text counts as a list of one. */
export const textsOf = (source: SourceFile, map: YamlMap, key: string): readonly string[] => {
  const entry = entryOf(map, key);
  if (entry === undefined) return [];
  const { value } = entry;
  if (value.kind === 'scalar') return value.value === null ? [] : [value.text];
  if (value.kind === 'map') {
    wrong(source, entry, 'a list of texts');
    return [];
  }
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [item.text];
    source.report(item.offset, {
      code: 'yaml.type',
      message: `${key} holds texts only`,
      mend: 'Put the value in quotes, or remove it.',
    });
    return [];
  });
};

/** Texts of a key with their places; what is no text is left out (textsOf reports it). */
export const textItems = (map: YamlMap, key: string): readonly YamlScalar[] => {
  const value = childOf(map, key);
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
  return items.filter((item): item is YamlScalar => item.kind === 'scalar' && item.value !== null);
};

/**
 * Reports keys that are not among the known ones: a key that is not read must not look as if it were. `foreign`: keys that
 * are nothing like a known one are another tool's, and a warning.
 */
export const refuseOtherKeys = (
  source: SourceFile,
  map: YamlMap,
  known: readonly string[],
  where: string,
  foreign = false,
): void => {
  for (const entry of map.entries) {
    if (known.includes(entry.key)) continue;
    const isOther = foreign && nearest(entry.key, known, 3) === undefined;
    source.report(entry.offset, {
      code: 'yaml.unknown-key',
      ...(isOther ? { severity: 'warning' } : {}),
      message: `${where} has no key ${entry.key}`,
      mend: `Known keys: ${known.join(', ')}.`,
    });
  }
};
