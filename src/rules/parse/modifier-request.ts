/**
 * What the modifiers of a key ask for: `field|contains|all`.
 * @module
 */
import type { Comparator, Test } from '../ir.js';
import { ENCODINGS } from './encodings.js';

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

export type TimePart = Extract<Test, { op: 'time' }>['part'];

/** What the modifiers of one key ask for. */
export interface Request {
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

/** Bad value or bad combination; the caller reports it `at` characters into the key or value. */
export class Misuse extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly mend: string,
    readonly at = 0,
  ) {
    super(message);
  }
}

const readRequest = (modifiers: readonly string[]): Request => {
  let at = 0;
  for (const modifier of modifiers) {
    if (!MODIFIERS.includes(modifier)) {
      throw new Misuse('modifier.unknown', `no modifier ${modifier}`, `Modifiers: ${MODIFIERS.join(', ')}.`, at);
    }
    at += modifier.length + 1;
  }
  const has = (name: string): boolean => modifiers.includes(name);
  const comparator = modifiers.find((name) => COMPARATORS.includes(name)) as Comparator | undefined;
  const timePart = modifiers.find((name) => TIME_PARTS.includes(name)) as TimePart | undefined;
  const kinds = (['re', 'cidr', 'exists', 'fieldref'] as const).filter(has);
  const encodings = modifiers.filter((name) => name in ENCODINGS);
  const typed = kinds.length + (timePart === undefined && comparator === undefined ? 0 : 1);
  const clash = (what: string): Misuse =>
    new Misuse('modifier.combination', `${what} in ${modifiers.join('|')}`, 'Use one, or two keys.');
  const several = (list: readonly string[]): boolean => modifiers.filter((name) => list.includes(name)).length > 1;
  if (typed > 1 || several(COMPARATORS) || several(TIME_PARTS)) {
    throw clash('modifiers that exclude each other');
  }
  const kind = kinds[0] ?? (timePart !== undefined ? 'time' : comparator !== undefined ? 'number' : 'plain');
  const mayAnchor = kind === 're' || kind === 'fieldref' || kind === 'plain';
  const anchorsOnly = encodings.every((name) => ['contains', 'startswith', 'endswith'].includes(name));
  if (encodings.length > 0 && (!mayAnchor || (kind !== 'plain' && (!anchorsOnly || encodings.length > 1)))) {
    throw clash('an encoding that does not apply');
  }
  if (modifiers.some((name) => name in REGEX_FLAGS) && kind !== 're') throw clash('a regex flag without re');
  // They would be read over: numbers have no case, and names of fields no placeholders.
  if (has('cased') && kind !== 'plain' && kind !== 'fieldref') throw clash('cased of what is no text');
  if (has('expand') && kind !== 'plain' && kind !== 're') throw clash('expand of what is no text');
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

/** Field and request of a key such as `field|contains|all`. @throws Misuse, placed from the first modifier on. */
export const readKey = (text: string): { readonly field: string; readonly request: Request } => {
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
