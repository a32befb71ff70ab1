/**
 * One value under its modifiers, as tests.
 * @module
 */
import type { Comparator, Test } from '../ir.js';
import { checkRegex, isRegexProblem } from '../regex/check-regex.js';
import { isNetwork } from './cidr.js';
import { ENCODINGS, type EncodedString } from './encodings.js';
import { Misuse, type Request, type TimePart } from './modifier-request.js';
import { expandPlaceholders, type Placeholders } from './placeholders.js';
import { truthOf } from './read-map.js';
import { joinParts, parseSigmaString } from './sigma-string.js';
import type { YamlScalar } from './yaml-tree.js';

type ReferenceMode = Extract<Test, { op: 'field' }>['mode'];

/** A finished string as a test: without wildcards it is an equality. */
const stringTest = (value: EncodedString, cased: boolean): Test => {
  const [first, ...rest] = value.parts;
  if (first === undefined) return { op: 'empty' };
  return first.kind === 'text' && rest.length === 0
    ? { op: 'equals', value: first.text, cased }
    : { op: 'pattern', parts: value.parts, cased };
};

const applyEncodings = (value: EncodedString, names: readonly string[]): readonly EncodedString[] =>
  names.reduce<readonly EncodedString[]>(
    (values, name) => values.flatMap((each) => ENCODINGS[name]?.(each) ?? []),
    [value],
  );

const numericValue = (scalar: YamlScalar): number => {
  const text = scalar.text.trim();
  if (typeof scalar.value === 'number') return scalar.value;
  if (typeof scalar.value === 'string' && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  throw new Misuse('value.number', 'this modifier compares numbers', 'Write a number.');
};

const RE2 = 'Write it as RE2 reads it (github.com/google/re2/wiki/Syntax).';

const regexTest = (pattern: string, request: Request): Test => {
  const checked = checkRegex(pattern);
  if (isRegexProblem(checked)) {
    throw new Misuse('regex.unsupported', `regular expression: ${checked.message}`, checked.mend ?? RE2, checked.at);
  }
  const anchor = request.encodings[0];
  const source =
    anchor === 'startswith'
      ? `^(?:${checked.source})`
      : anchor === 'endswith'
        ? `(?:${checked.source})$`
        : checked.source;
  return {
    op: 'regex',
    source,
    ignoreCase: checked.ignoreCase || request.flags.has('i'),
    multiline: checked.multiline || request.flags.has('m'),
    dotAll: checked.dotAll || request.flags.has('s'),
  };
};

const booleanValue = (scalar: YamlScalar): boolean => {
  const truth = truthOf(scalar);
  if (truth !== undefined) return truth;
  throw new Misuse('value.boolean', 'exists takes true or false', 'Write true or false.');
};

const TIME_RANGE: Readonly<Record<TimePart, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [1, 9999],
};

const timeTest = (scalar: YamlScalar, part: TimePart, comparator: Comparator): Test => {
  const value = numericValue(scalar);
  const [low, high] = TIME_RANGE[part];
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new Misuse(
      'value.time',
      `no time has the ${part} ${scalar.text}`,
      `Write a whole number from ${String(low)} to ${String(high)}, UTC.`,
    );
  }
  return { op: 'time', part, comparator, value };
};

/** Tests of one value, any of which may hold. @throws Misuse, EncodingProblem, UnknownPlaceholder */
export const testsOf = (scalar: YamlScalar, request: Request, placeholders: Placeholders): readonly Test[] => {
  const { value } = scalar;
  if (request.kind === 'exists') return [{ op: 'exists', value: booleanValue(scalar) }];
  if (value === null) {
    if (request.kind === 'plain' && request.encodings.length === 0) return [{ op: 'null' }];
    throw new Misuse('value.null', 'null cannot be modified', "Write '' for the empty string.");
  }
  if (request.kind === 'number') return [{ op: 'number', comparator: request.comparator, value: numericValue(scalar) }];
  if (request.kind === 'time') return [timeTest(scalar, request.timePart ?? 'hour', request.comparator)];
  if (request.kind === 'fieldref') {
    if (scalar.text === '')
      throw new Misuse('value.field', 'fieldref takes the name of a field', 'Name the field to compare with.');
    const mode = (request.encodings[0] ?? 'equals') as ReferenceMode;
    return [{ op: 'field', other: scalar.text, mode, cased: request.cased }];
  }
  if (request.kind === 'cidr') {
    if (!isNetwork(scalar.text)) {
      throw new Misuse('value.network', 'not a network', 'Write it as 10.0.0.0/8 or 2001:db8::/32.');
    }
    return [{ op: 'cidr', network: scalar.text }];
  }
  if (request.kind === 're') {
    const patterns = request.expand
      ? expandPlaceholders(scalar.text, placeholders, (text) => text).map((each) => each.join(''))
      : [scalar.text];
    return patterns.map((pattern) => regexTest(pattern, request));
  }
  if (request.encodings.length === 0 && !request.expand) {
    if (typeof value === 'number') return [{ op: 'number', comparator: 'eq', value }];
    if (typeof value === 'boolean') return [{ op: 'boolean', value }];
  }
  const start: readonly EncodedString[] = request.expand
    ? expandPlaceholders(scalar.text, placeholders, parseSigmaString).map((each) => ({
        parts: joinParts(each.flat()),
        bytes: false,
      }))
    : [{ parts: parseSigmaString(scalar.text), bytes: false }];
  return start
    .flatMap((each) => applyEncodings(each, request.encodings))
    .map((each) => stringTest(each, request.cased));
};
