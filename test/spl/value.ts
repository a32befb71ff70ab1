/** Values of Splunk fields, and how they compare. Nothing here is shared with the product: it is what checks it. */

/** A field holds nothing, one value or several. Booleans exist inside expressions only. */
export type FieldValue = null | string | number | readonly (string | number)[];
export type Value = FieldValue | boolean;

/** One search result. */
export type Row = ReadonlyMap<string, FieldValue>;

/** Something outside the subset, or a use that Splunk does not document. */
export class SplError extends Error {}

export const isMulti = (value: Value): value is readonly (string | number)[] => Array.isArray(value);

/** Several values only when there are several. */
export const fromList = (values: readonly (string | number)[]): FieldValue =>
  values.length === 0 ? null : values.length === 1 ? (values[0] ?? null) : values;

export const toList = (value: FieldValue): readonly (string | number)[] =>
  value === null ? [] : isMulti(value) ? value : [value];

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number a value stands for: extracted values are text and count as numbers when they look like one. */
export const numberOf = (value: Value): number | null => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null;
};

/** Text of a value; whole numbers have no decimals. */
export const textOf = (value: string | number): string => {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) throw new SplError(`no text for ${String(value)}`);
  return String(value);
};

/** One value or null; an expression over several values at once is not documented. */
export const single = (value: Value, where: string): string | number | null => {
  if (typeof value === 'boolean') throw new SplError(`${where} takes no boolean`);
  if (isMulti(value)) throw new SplError(`${where} on several values is not documented`);
  return value;
};

/** Both look like numbers: as numbers; else as text. Null with anything is null. */
export const compare = (left: Value, right: Value): number | null => {
  const a = single(left, 'a comparison');
  const b = single(right, 'a comparison');
  if (a === null || b === null) return null;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
  const [s, t] = [textOf(a), textOf(b)];
  return s < t ? -1 : s > t ? 1 : 0;
};
