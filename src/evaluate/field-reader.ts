/**
 * Reading event fields by path, compiled once.
 * @module
 */

/** One event as it came: any JSON object. */
export type EventObject = Readonly<Record<string, unknown>>;

/** A value a test can look at. */
export type Scalar = string | number | boolean;

/** What a field holds: undefined when missing, null, an empty array or an array of nulls. */
export type FieldValue = Scalar | readonly Scalar[] | object | undefined;

const isObject = (value: unknown): value is EventObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that every object answers to by inheritance: read as own properties only. */
const inherited = (name: string): boolean => name in {};

const own = (name: string): ((event: EventObject) => unknown) =>
  inherited(name) ? (event) => (Object.hasOwn(event, name) ? event[name] : undefined) : (event) => event[name];

/** The path below a value; through arrays of objects every element is followed. */
const below = (value: unknown, rest: (event: EventObject) => unknown): unknown => {
  if (isObject(value)) return rest(value);
  if (!Array.isArray(value)) return undefined;
  const found = value.flatMap((item: unknown) => {
    const inner = below(item, rest);
    return inner === undefined || inner === null ? [] : Array.isArray(inner) ? (inner as unknown[]) : [inner];
  });
  return found.length === 0 ? undefined : found;
};

/**
 * Raw reader of a dotted path: nested objects first (`a.b` as {a: {b}}), then keys that contain the dots themselves,
 * as flat foreign events have them.
 */
const rawReader = (path: string): ((event: EventObject) => unknown) => {
  const whole = own(path);
  if (!path.includes('.')) return whole;
  const [first = '', second = '', ...deeper] = path.split('.');
  if (deeper.length === 0) {
    const [head, rest] = [own(first), own(second)];
    return (event) => {
      const value = head(event);
      if (value === undefined || value === null) return whole(event);
      return below(value, rest) ?? whole(event);
    };
  }
  const splits: { readonly head: (event: EventObject) => unknown; readonly rest: (event: EventObject) => unknown }[] =
    [];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    splits.push({ head: own(path.slice(0, dot)), rest: rawReader(path.slice(dot + 1)) });
  }
  return (event) => {
    for (const { head, rest } of splits) {
      const value = head(event);
      if (value === undefined || value === null) continue;
      const found = below(value, rest);
      if (found !== undefined && found !== null) return found;
    }
    return whole(event);
  };
};

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const cleaned = (value: unknown): FieldValue => {
  if (isScalar(value)) return value;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null && item !== undefined) as readonly Scalar[];
    return items.length === 0 ? undefined : items;
  }
  return value;
};

/** Counts events that rules look at; 0 between them. */
let turn = 0;
let turns = 0;

/** Lets the readers remember their answers while `look` runs: all rules see one event, which nobody changes meanwhile. */
export const whileReading = <T>(look: () => T): T => {
  startReading();
  try {
    return look();
  } finally {
    endReading();
  }
};

/** The same without a function: `endReading` must follow, whatever happens. */
export const startReading = (): void => {
  turns += 1;
  turn = turns;
};

export const endReading = (): void => {
  turn = 0;
};

/** Makes a function of an event remember its answer within one `whileReading`. */
export const rememberedInTurn = <T>(answer: (event: EventObject) => T): ((event: EventObject) => T) => {
  let last: EventObject | undefined;
  let lastTurn = 0;
  let value: T;
  return (event) => {
    if (turn === 0) return answer(event);
    if (event !== last || turn !== lastTurn) {
      value = answer(event);
      last = event;
      lastTurn = turn;
    }
    return value;
  };
};

const generalReader = (path: string): ((event: EventObject) => FieldValue) => {
  const read = rawReader(path);
  return rememberedInTurn((event) => cleaned(read(event)));
};

/** Names that can stand in generated code as they are. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** So many readers are generated; each is code that stays. */
const MAX_GENERATED = 1000;
let generated = 0;

/**
 * The same for `a` and `a.b` with plain names, nearly all there are, as code of its own: V8 then knows where in an event
 * the field lies, where a function for all fields has to search for it. Only a text, and a field that is missing, are
 * decided by it. Undefined where code cannot be generated.
 */
const ownReader = (path: string): ((event: EventObject) => FieldValue) | undefined => {
  const [first = '', second, ...more] = path.split('.');
  if (more.length > 0 || !PLAIN.test(first) || inherited(first)) return undefined;
  if (second !== undefined && (!PLAIN.test(second) || inherited(second))) return undefined;
  if (generated === MAX_GENERATED) return undefined;
  const body =
    second === undefined
      ? `const value = event.${first};
         if (typeof value === 'string') return value;
         return value === undefined ? undefined : other(event);`
      : `const outer = event.${first};
         if (typeof outer === 'object' && outer !== null && !Array.isArray(outer)) {
           const value = outer.${second};
           if (typeof value === 'string') return value;
           if (value === undefined && event["${path}"] === undefined) return undefined;
         } else if (outer === undefined && event["${path}"] === undefined) return undefined;
         return other(event);`;
  const read = rawReader(path);
  try {
    generated += 1;
    // Nothing but the plain names above goes into the code.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function('other', `'use strict'; return (event) => { ${body} };`) as (
      other: (event: EventObject) => FieldValue,
    ) => (event: EventObject) => FieldValue;
    return make((event) => cleaned(read(event)));
  } catch {
    // Node can be told not to make code from text.
    generated = MAX_GENERATED;
    return undefined;
  }
};

const READERS = new Map<string, (event: EventObject) => FieldValue>();
const MAX_READERS = 10_000;

/**
 * Compiles a path. The reader never sees inherited properties and never throws. All rules share the reader of a path,
 * and within `whileReading` it remembers its answer.
 */
export const fieldReader = (path: string): ((event: EventObject) => FieldValue) => {
  const known = READERS.get(path);
  if (known !== undefined) return known;
  const reader = ownReader(path) ?? generalReader(path);
  if (READERS.size < MAX_READERS) READERS.set(path, reader);
  return reader;
};

/** The JSON text by which numbers and booleans are compared with strings. */
export const scalarText = (value: Scalar): string => (typeof value === 'string' ? value : String(value));

/** True when any scalar of the field (itself, or any element of an array) passes. */
export const anyScalar = (value: FieldValue, passes: (scalar: Scalar) => boolean): boolean => {
  if (isScalar(value)) return passes(value);
  if (!Array.isArray(value)) return false;
  for (const item of value as readonly unknown[]) if (isScalar(item) && passes(item)) return true;
  return false;
};

/** All scalars of the field, in order. */
export const scalars = (value: FieldValue): readonly Scalar[] =>
  isScalar(value) ? [value] : Array.isArray(value) ? (value as readonly unknown[]).filter(isScalar) : [];

/** The value as a group or lookup key, by exact bytes; undefined when missing, empty, an array or an object. */
export const keyText = (value: FieldValue): string | undefined =>
  isScalar(value) && value !== '' ? scalarText(value) : undefined;

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;

/** The number a scalar stands for: itself, or a plain decimal string. */
export const scalarNumber = (value: Scalar): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' && DECIMAL.test(value) ? Number(value) : undefined;
