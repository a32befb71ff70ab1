/**
 * Reading a dotted path: every way in which an event can hold it.
 * @module
 */
import type { EventObject } from './field-value.js';

const isObject = (value: unknown): value is EventObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that every object answers to by inheritance: read as own properties only. */
export const inherited = (name: string): boolean => name in {};

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
export const rawReader = (path: string): ((event: EventObject) => unknown) => {
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
