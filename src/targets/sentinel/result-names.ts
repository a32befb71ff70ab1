/**
 * Names of result columns, and the group as one string.
 * @module
 */
import type { PredicateContext } from './predicate-context.js';
import { kqlString } from './text.js';

/** One string for a group: its values, separated by `|`; `\` and `|` inside values are escaped. */
export const groupKey = (names: readonly string[]): string => {
  const part = (name: string): string =>
    `replace_string(replace_string(${name}, ${kqlString('\\')}, ${kqlString('\\\\')}), "|", ${kqlString('\\|')})`;
  const [only] = names;
  if (only === undefined) return '""';
  return names.length === 1 ? part(only) : `strcat(${names.map(part).join(', "|", ')})`;
};

const WORDS: Readonly<Record<string, string>> = { id: 'Id', ip: 'Ip', usd: 'Usd' };

/** Result columns are in PascalCase, as Sentinel's own are: a foreign or aliased name too. */
export const resultName = (name: string): string => {
  const plain = name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => WORDS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const safe = /^[A-Za-z]/.test(plain) ? plain : `F${plain}`;
  return /^(?:AlertKey|GroupKey|Value|EventId|AlertTime|WindowStart|WindowEnd|FirstSeen|LastSeen|Events)$/.test(safe)
    ? `Field${safe}`
    : safe;
};

/** Column names in results: our own columns keep their names. */
export const resultColumn = (field: string, { mapping }: PredicateContext): string => {
  const { text, type } = mapping.column(field);
  const name = type === 'unknown' ? field : text;
  return resultName(name);
};
