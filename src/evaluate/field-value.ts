/**
 * What fields of events hold, and how it is read as text or number.
 * @module
 */

/** One event as it came: any JSON object. */
export type EventObject = Readonly<Record<string, unknown>>;

/** A value a test can look at. */
export type Scalar = string | number | boolean;

/** What a field holds: undefined when missing, null, an empty array or an array of nulls. */
export type FieldValue = Scalar | readonly Scalar[] | object | undefined;

/** True for what a test can look at. */
export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The value of a field as rules see it: no null, and none among the elements of an array. */
export const cleaned = (value: unknown): FieldValue => {
  if (isScalar(value)) return value;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null && item !== undefined) as readonly Scalar[];
    return items.length === 0 ? undefined : items;
  }
  return value;
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
