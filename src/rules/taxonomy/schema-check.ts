/**
 * Rules of `taxonomy: agent-governance` against the event schema: a rule that can never fire is an error.
 * @module
 */
import type { Predicate, Test } from '../ir.js';
import type { ReadMetadata } from '../parse/metadata.js';
import { OWN_TAXONOMY } from '../parse/taxonomy-name.js';
import { textItems } from '../parse/read-map.js';
import type { SchemaCheck } from '../parse/schema-check.js';
import type { SourceFile } from '../parse/source-file.js';
import type { YamlMap } from '../parse/yaml-tree.js';
import { nearest } from '../nearest.js';
import { FIELD_PATHS, fieldFacts } from './field-table.js';
import { canMatch } from './satisfiable.js';
import { checkValue } from './value-check.js';

/** True when the document asks to be checked. */
export const isOwnTaxonomy = ({ read }: { readonly read: ReadMetadata }): boolean =>
  read.meta.taxonomy === OWN_TAXONOMY;

/** The one field of the same group whose name ends in the word: `tool_call.status` is `tool_call.response_status`. */
const longerName = (path: string): string | undefined => {
  const dot = path.lastIndexOf('.') + 1;
  const [only, ...others] = FIELD_PATHS.filter(
    (known) => known.startsWith(path.slice(0, dot)) && known.endsWith(`_${path.slice(dot)}`),
  );
  return others.length === 0 ? only : undefined;
};

/** Reports a field that the schema lacks; `where` says in which list it stands. Answers whether the field is known. */
export const requireField = (source: SourceFile, path: string, offset: number, where = ''): boolean => {
  if (fieldFacts(path) !== undefined) return true;
  const near = nearest(path, FIELD_PATHS) ?? longerName(path);
  source.report(offset, {
    code: 'taxonomy.unknown-field',
    message: `the event schema has no field ${path}${where}`,
    mend: near === undefined ? '`agent-siem schema print` lists the fields.' : `Did you mean ${near}?`,
  });
  return false;
};

const checkTests = (source: SourceFile, path: string, tests: readonly Test[], offset: number): boolean => {
  const facts = fieldFacts(path);
  if (facts === undefined) return true;
  let sound = true;
  for (const test of tests) {
    if (test.op === 'field' && !requireField(source, test.other, offset, ' (fieldref)')) sound = false;
    const problem = checkValue(facts, test);
    if (problem === undefined) continue;
    source.report(offset, problem);
    sound = false;
  }
  return sound;
};

/** The checks of a detection of this taxonomy. */
export const schemaCheck = (source: SourceFile): SchemaCheck => ({
  field: (path, offset) => requireField(source, path, offset),
  value: (path, tests, offset) => checkTests(source, path, tests, offset),
  keyword: (offset) => {
    source.report(offset, {
      code: 'taxonomy.keyword',
      severity: 'warning',
      message: 'a keyword searches every field of the event',
      mend: 'Name the field.',
    });
  },
  selection: (name, predicate, offset) => {
    if (canMatch(predicate)) return true;
    source.report(offset, {
      code: 'taxonomy.contradiction',
      message: `selection ${name} can never match`,
      mend: 'All keys of a selection must hold at once; write alternatives as a list.',
    });
    return false;
  },
  condition: (predicate: Predicate, offset) => {
    if (canMatch(predicate)) return;
    source.report(offset, {
      code: 'taxonomy.contradiction',
      message: 'the condition can never hold',
      mend: 'Look for a selection that excludes another one joined with and.',
    });
  },
});

/** Fields that only metadata names, each where it stands. */
export const checkListedFields = ({
  source,
  read,
}: {
  readonly source: SourceFile;
  readonly read: ReadMetadata;
}): void => {
  const block: YamlMap | undefined = read.block;
  if (block === undefined) return;
  for (const key of ['details', 'group']) {
    for (const { text, offset } of textItems(block, key)) requireField(source, text, offset, ` (${key})`);
  }
};
