/**
 * One key of a selection with its values: from `field|contains|all: [a, b]` to a predicate.
 * @module
 */
import type { Predicate, Test } from '../ir.js';
import { EncodingProblem } from './encodings.js';
import { keywordTest } from './keyword-test.js';
import { Misuse, readKey, type Request } from './modifier-request.js';
import { UnknownPlaceholder, type Placeholders } from './placeholders.js';
import { BROKEN, joinRead, OPEN, type ReadPredicate, type SchemaCheck } from './schema-check.js';
import { offsetInside, type SourceFile } from './source-file.js';
import { testsOf } from './value-tests.js';
import type { YamlNode } from './yaml-tree.js';

/** What reading needs besides the key and its values. */
export interface ItemReader {
  readonly source: SourceFile;
  readonly placeholders: Placeholders;
  /** Undefined for taxonomies whose fields are not known. */
  readonly check: SchemaCheck | undefined;
}

interface Key {
  readonly text: string;
  readonly offset: number;
}

const misuseOf = (error: unknown): Misuse => {
  if (error instanceof Misuse) return error;
  if (error instanceof EncodingProblem) return new Misuse('modifier.encoding', error.message, error.mend);
  if (error instanceof UnknownPlaceholder) {
    return new Misuse('placeholder.unknown', error.message, 'Give its values under placeholders in the configuration.');
  }
  throw error;
};

const reportMisuse = (source: SourceFile, place: Key, misuse: Misuse, skipped = 0): void => {
  const { code, message, mend, at } = misuse;
  const inside = skipped + at;
  source.report(inside === 0 ? place.offset : offsetInside(source, place, inside), { code, message, mend });
};

const requestOf = (source: SourceFile, key: Key): ReturnType<typeof readKey> | undefined => {
  try {
    return readKey(key.text);
  } catch (error) {
    reportMisuse(source, key, misuseOf(error), key.text.indexOf('|') + 1);
    return undefined;
  }
};

/** One value; a value that the schema refuses is reported where it stands. */
const readValue = (
  { source, placeholders, check }: ItemReader,
  key: Key,
  field: string,
  request: Request,
  item: YamlNode,
): ReadPredicate => {
  if (item.kind !== 'scalar') {
    source.report(item.offset, {
      code: 'detection.nested',
      message: 'a list of values holds plain values only',
      mend: 'Write each value as text, a number or a boolean.',
    });
    return BROKEN;
  }
  const at = source.position(key.offset);
  const predicateOf = (test: Test): Predicate =>
    field === '' ? { kind: 'keyword', test: keywordTest(test), at } : { kind: 'match', field, test, at };
  try {
    const tests = testsOf(item, request, placeholders);
    if (request.encodings.length > 0 && item.text === '') {
      source.report(item.offset, {
        code: 'value.empty-part',
        severity: 'warning',
        message: 'every text holds the empty one: the test passes wherever the field is there',
        mend: 'Write the text to look for, or `exists: true`.',
      });
    }
    if (field !== '' && check?.value(field, tests, item.offset) === false) return BROKEN;
    return joinRead(
      'or',
      tests.map((test) => ({ predicate: predicateOf(test), broken: false })),
    );
  } catch (error) {
    reportMisuse(source, item, misuseOf(error));
    return BROKEN;
  }
};

const warnOfNull = (source: SourceFile, items: readonly YamlNode[]): void => {
  for (const item of items) {
    if (item.kind !== 'scalar' || item.value !== null) continue;
    source.report(item.offset, {
      code: 'value.null-in-list',
      severity: 'warning',
      message: 'null in a list of values',
      mend: 'Sigma gives null a selection of its own; it is read as "or missing".',
    });
  }
};

/**
 * Predicate of one key of a selection. The key is the empty string for keywords (`'|all': [...]` or a plain list). What
 * is wrong is reported, each value by itself.
 */
export const readItem = (reader: ItemReader, key: Key, node: YamlNode): ReadPredicate => {
  const { source, check } = reader;
  const read = requestOf(source, key);
  if (node.kind === 'map') {
    source.report(node.offset, {
      code: 'detection.nested',
      message: `the value of ${key.text} is a mapping`,
      mend: 'A field takes a value or a list of values; nested fields are written with dots.',
    });
    return BROKEN;
  }
  if (read === undefined) return BROKEN;
  const { field, request } = read;
  const nodes = node.kind === 'list' ? node.items : [node];
  if (nodes.length === 0) {
    source.report(node.offset, {
      code: 'value.empty-list',
      message: `${key.text} has no values and can never match`,
      mend: 'Add a value, or remove the key.',
    });
    return BROKEN;
  }
  if (nodes.length > 1) warnOfNull(source, nodes);
  if (field === '') check?.keyword(key.offset);
  else if (field !== field.trim()) {
    source.report(key.offset, {
      code: 'detection.field',
      severity: 'warning',
      message: 'a field whose name begins or ends with a blank',
      mend: 'Remove the blank: events hardly have such a field.',
    });
  }
  const known = field === '' || check?.field(field, key.offset) !== false;
  // Values of a field that does not exist can still be misspelt, but not be checked.
  const valueReader = known ? reader : { ...reader, check: undefined };
  const values = nodes.map((item) => readValue(valueReader, key, field, request, item));
  const together = joinRead(request.all ? 'and' : 'or', values);
  if (together.broken || !known) return { predicate: known ? negate(request, together.predicate) : OPEN, broken: true };
  if (request.all && nodes.length === 1) {
    source.report(key.offset, {
      code: 'modifier.all-single',
      severity: 'warning',
      message: 'all with a single value',
      mend: 'Leave |all out.',
    });
  }
  return { predicate: negate(request, together.predicate), broken: false };
};

const negate = (request: Request, predicate: Predicate): Predicate =>
  request.negated ? { kind: 'not', part: predicate } : predicate;
