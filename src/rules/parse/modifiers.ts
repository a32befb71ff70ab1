/**
 * Field modifiers: from `field|contains|all: [a, b]` to a predicate.
 * @module
 */
import type { Comparator, Position, Predicate, Test } from '../ir.js';
import { checkRegex, isRegexProblem } from '../regex.js';
import { isNetwork } from './cidr.js';
import { EncodingProblem, ENCODINGS, type EncodedString } from './encodings.js';
import { expandPlaceholders, UnknownPlaceholder, type Placeholders } from './placeholders.js';
import { joinParts, parseSigmaString } from './sigma-string.js';
import type { SourceFile } from './source-file.js';
import type { YamlNode, YamlScalar } from './yaml-tree.js';

const COMPARATORS: readonly string[] = ['lt', 'lte', 'gt', 'gte'];
const TIME_PARTS: readonly string[] = ['minute', 'hour', 'day', 'week', 'month', 'year'];
const REGEX_FLAGS: Readonly<Record<string, 'ignoreCase' | 'multiline' | 'dotAll'>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
};
const PLAIN_LINKS: readonly string[] = ['all', 'cased', 'neq', 'expand'];

/** Every modifier that is read. */
export const MODIFIERS: readonly string[] = [
  ...PLAIN_LINKS,
  ...Object.keys(ENCODINGS),
  ...COMPARATORS,
  ...TIME_PARTS,
  're',
  ...Object.keys(REGEX_FLAGS),
  'cidr',
  'exists',
  'fieldref',
];

type TimePart = Extract<Test, { op: 'time' }>['part'];
type ReferenceMode = Extract<Test, { op: 'field' }>['mode'];

/** What the modifiers of one key ask for. */
interface Request {
  readonly encodings: readonly string[];
  readonly kind: 'plain' | 're' | 'cidr' | 'exists' | 'fieldref' | 'number' | 'time';
  readonly comparator: Comparator;
  readonly timePart: TimePart | undefined;
  readonly flags: ReadonlySet<string>;
  readonly all: boolean;
  readonly cased: boolean;
  readonly negated: boolean;
  readonly expand: boolean;
}

/** Bad value or bad combination; the caller reports it where the value stands. */
class Misuse extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly mend?: string,
  ) {
    super(message);
  }
}

const readRequest = (modifiers: readonly string[]): Request => {
  for (const modifier of modifiers) {
    if (!MODIFIERS.includes(modifier)) {
      throw new Misuse('modifier.unknown', `no modifier ${modifier}`, `Modifiers: ${MODIFIERS.join(', ')}.`);
    }
  }
  const has = (name: string): boolean => modifiers.includes(name);
  const comparator = modifiers.find((name) => COMPARATORS.includes(name)) as Comparator | undefined;
  const timePart = modifiers.find((name) => TIME_PARTS.includes(name)) as TimePart | undefined;
  const kinds = (['re', 'cidr', 'exists', 'fieldref'] as const).filter(has);
  const encodings = modifiers.filter((name) => name in ENCODINGS);
  const typed = kinds.length + (timePart === undefined && comparator === undefined ? 0 : 1);
  const clash = (what: string): Misuse =>
    new Misuse('modifier.combination', `${what} in ${modifiers.join('|')}`, 'Use one, or two keys.');
  if (typed > 1 || modifiers.filter((name) => COMPARATORS.includes(name)).length > 1) {
    throw clash('modifiers that exclude each other');
  }
  const kind = kinds[0] ?? (timePart !== undefined ? 'time' : comparator !== undefined ? 'number' : 'plain');
  const mayAnchor = kind === 're' || kind === 'fieldref' || kind === 'plain';
  const anchorsOnly = encodings.every((name) => ['contains', 'startswith', 'endswith'].includes(name));
  if (encodings.length > 0 && (!mayAnchor || (kind !== 'plain' && (!anchorsOnly || encodings.length > 1)))) {
    throw clash('an encoding that does not apply');
  }
  if (modifiers.some((name) => name in REGEX_FLAGS) && kind !== 're') throw clash('a regex flag without re');
  return {
    encodings,
    kind,
    comparator: comparator ?? 'eq',
    timePart,
    flags: new Set(modifiers),
    all: has('all'),
    cased: has('cased'),
    negated: has('neq'),
    expand: has('expand'),
  };
};

/** Requests by the modifiers of a key, of which rules use a few dozen. */
const requests = new Map<string, Request>();
const MAX_REQUESTS = 500;

/** Field and request of a key such as `field|contains|all`. */
const readKey = (text: string): { readonly field: string; readonly request: Request } => {
  const bar = text.indexOf('|');
  const field = bar === -1 ? text : text.slice(0, bar);
  // With the bar in front: `field|` has a modifier without a name, `field` has none.
  const modifiers = bar === -1 ? '' : text.slice(bar);
  const known = requests.get(modifiers);
  if (known !== undefined) return { field, request: known };
  const request = readRequest(modifiers.split('|').slice(1));
  if (requests.size >= MAX_REQUESTS) requests.clear();
  requests.set(modifiers, request);
  return { field, request };
};

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

const regexTest = (pattern: string, request: Request): Test => {
  const checked = checkRegex(pattern);
  if (isRegexProblem(checked)) {
    throw new Misuse('regex.unsupported', `regular expression: ${checked.message}`, checked.mend);
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
  if (typeof scalar.value === 'boolean') return scalar.value;
  // YAML 1.1 readers, which most Sigma tools are, take these words for booleans.
  if (/^(?:yes|on|true)$/i.test(scalar.text)) return true;
  if (/^(?:no|off|false)$/i.test(scalar.text)) return false;
  throw new Misuse('value.boolean', 'exists takes true or false');
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
    throw new Misuse('value.time', `${part} is a whole number from ${String(low)} to ${String(high)}`);
  }
  return { op: 'time', part, comparator, value };
};

/** Tests of one value, any of which may hold. */
const testsOf = (scalar: YamlScalar, request: Request, placeholders: Placeholders): readonly Test[] => {
  const { value } = scalar;
  if (request.kind === 'exists') return [{ op: 'exists', value: booleanValue(scalar) }];
  if (value === null) {
    if (request.kind === 'plain' && request.encodings.length === 0) return [{ op: 'null' }];
    throw new Misuse('value.null', 'null cannot be modified', "Write '' for the empty string.");
  }
  if (request.kind === 'number') return [{ op: 'number', comparator: request.comparator, value: numericValue(scalar) }];
  if (request.kind === 'time') return [timeTest(scalar, request.timePart ?? 'hour', request.comparator)];
  if (request.kind === 'fieldref') {
    if (scalar.text === '') throw new Misuse('value.field', 'fieldref takes the name of a field');
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

const linked = (kind: 'and' | 'or', parts: readonly Predicate[]): Predicate => {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : { kind, parts };
};

const misuseOf = (error: unknown): Misuse => {
  if (error instanceof Misuse) return error;
  if (error instanceof EncodingProblem) return new Misuse('modifier.encoding', error.message);
  if (error instanceof UnknownPlaceholder) {
    return new Misuse('placeholder.unknown', error.message, 'Give its values under placeholders in the configuration.');
  }
  throw error;
};

/**
 * Predicate of one key of a selection. `field` is the empty string for keywords (`'|all': [...]` or a plain list).
 * What is wrong is reported and yields undefined.
 */
export const readItem = (
  source: SourceFile,
  key: { readonly text: string; readonly offset: number },
  node: YamlNode,
  placeholders: Placeholders,
): Predicate | undefined => {
  let field: string;
  let request: Request;
  try {
    ({ field, request } = readKey(key.text));
  } catch (error) {
    const misuse = misuseOf(error);
    source.report(key.offset, misuse);
    return undefined;
  }
  const at: Position = source.position(key.offset);
  const predicateOf = (test: Test): Predicate =>
    field === '' ? { kind: 'keyword', test: keywordTest(test), at } : { kind: 'match', field, test, at };
  if (node.kind === 'map') {
    source.report(node.offset, {
      code: 'detection.nested',
      message: `the value of ${key.text} is a mapping`,
      mend: 'A field takes a value or a list of values; nested fields are written with dots.',
    });
    return undefined;
  }
  const nodes = node.kind === 'list' ? node.items : [node];
  if (nodes.length === 0) {
    source.report(node.offset, { code: 'value.empty-list', message: `${key.text} has no values and can never match` });
    return undefined;
  }
  const values: Predicate[] = [];
  let broken = false;
  for (const item of nodes) {
    if (item.kind !== 'scalar') {
      source.report(item.offset, { code: 'detection.nested', message: 'a list of values holds plain values only' });
      broken = true;
      continue;
    }
    if (item.value === null && nodes.length > 1) {
      source.report(item.offset, {
        code: 'value.null-in-list',
        severity: 'warning',
        message: 'null in a list of values',
        mend: 'Sigma gives null a selection of its own; it is read as "or missing".',
      });
    }
    try {
      values.push(linked('or', testsOf(item, request, placeholders).map(predicateOf)));
    } catch (error) {
      source.report(item.offset, misuseOf(error));
      broken = true;
    }
  }
  if (broken) return undefined;
  if (request.all && nodes.length === 1) {
    source.report(key.offset, {
      code: 'modifier.all-single',
      severity: 'warning',
      message: 'all with a single value',
      mend: 'Leave |all out.',
    });
  }
  const together = linked(request.all ? 'and' : 'or', values);
  return request.negated ? { kind: 'not', part: together } : together;
};

/** Keywords are looked for anywhere in a text, not compared with the whole of it. */
const keywordTest = (test: Test): Test => {
  const any = { kind: 'any' } as const;
  switch (test.op) {
    case 'equals':
      return { op: 'pattern', parts: [any, { kind: 'text', text: test.value }, any], cased: test.cased };
    case 'pattern': {
      const inner = test.parts.filter((part, index) => {
        const edge = index === 0 || index === test.parts.length - 1;
        return !(edge && part.kind === 'any');
      });
      return { op: 'pattern', parts: [any, ...inner, any], cased: test.cased };
    }
    case 'number':
      return { op: 'pattern', parts: [any, { kind: 'text', text: String(test.value) }, any], cased: false };
    case 'boolean':
      return { op: 'pattern', parts: [any, { kind: 'text', text: String(test.value) }, any], cased: false };
    default:
      return test;
  }
};
