import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { lintRules, packRulesFolder } from '../../src/rules/index.js';

type Path = readonly (string | number)[];

/** The path of every key of a document. */
const keysOf = (node: unknown, path: Path = []): readonly Path[] => {
  if (Array.isArray(node)) return node.flatMap((item, index) => keysOf(item, [...path, index]));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [[...path, key], ...keysOf(value, [...path, key])]);
};

/** A neighbour's letter goes missing. */
const misspelt = (key: string): string => (key.length > 2 ? `${key.slice(0, 2)}${key.slice(3)}` : `${key}x`);

const renamed = (node: unknown, path: Path): unknown => {
  const [head, ...rest] = path;
  if (Array.isArray(node)) return node.map((item: unknown, index) => (index === head ? renamed(item, rest) : item));
  return Object.fromEntries(
    Object.entries(node as Record<string, unknown>).map(([key, value]) =>
      key !== head ? [key, value] : rest.length === 0 ? [misspelt(key), value] : [key, renamed(value, rest)],
    ),
  );
};

/** Names that are the author's own: whoever misspells one has named something else. */
const isOwnName = (path: Path): boolean =>
  (path.at(-2) === 'parameters' && path.length === 3) ||
  // `1 of has_*` reaches these by their beginning.
  String(path.at(-1)).startsWith('has_') ||
  // A test whose table is missing fails when it runs.
  path.at(-2) === 'lookups' ||
  path.at(-3) === 'lookups' ||
  path.at(-4) === 'lookups' ||
  // Groups of an expected alert: the test fails when it runs.
  path.includes('expect') ||
  // Parts of an event as it is.
  (path.includes('events') && path.length > 6);

/** Each kind of place once: what is true of one rule's version is true of all. */
const seen = new Set<string>();
const isNew = (path: Path): boolean => {
  const shape = path.filter((part) => typeof part === 'string').join('.');
  return seen.size < seen.add(shape).size;
};

describe('a slip in any key of a rule is said, never read over', () => {
  it.each(readdirSync(packRulesFolder()).filter((name) => name.endsWith('.yml')))('%s', (name) => {
    const documents = parseAllDocuments(readFileSync(join(packRulesFolder(), name), 'utf8')).map(
      (document) => document.toJS() as unknown,
    );
    const silent = documents.flatMap((document, at) =>
      keysOf(document)
        .filter((path) => !isOwnName(path) && isNew(path))
        .filter((path) => {
          const changed = documents.map((each, index) => stringify(index === at ? renamed(each, path) : each));
          return lintRules([{ file: name, text: changed.join('---\n') }]).length === 0;
        })
        .map((path) => path.join('.')),
    );
    expect(silent).toEqual([]);
  });
});
