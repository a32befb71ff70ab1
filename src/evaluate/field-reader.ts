/**
 * Reading event fields by path, compiled once.
 * @module
 */
import { cleaned, type EventObject, type FieldValue } from './field-value.js';
import { inherited, rawReader } from './path-reader.js';
import { rememberedInTurn } from './reading-turn.js';

/** Reads a field of an event. */
type Reader = (event: EventObject) => FieldValue;

/**
 * Reads `a.b` with plain names, nearly all there are, in one function. It decides a text in an object and a field that
 * is missing; the rest is read in every way in which an event can hold it.
 */
const pairReader = (path: string): Reader | undefined => {
  const [first = '', second = '', ...more] = path.split('.');
  if (second === '' || more.length > 0 || inherited(first) || inherited(second)) return undefined;
  const read = rawReader(path);
  return (event) => {
    const outer = event[first];
    if (typeof outer === 'object' && outer !== null && !Array.isArray(outer)) {
      const value = (outer as EventObject)[second];
      if (typeof value === 'string') return value;
      if (value === undefined && event[path] === undefined) return undefined;
    } else if (outer === undefined && event[path] === undefined) return undefined;
    return cleaned(read(event));
  };
};

const generalReader = (path: string): Reader => {
  const read = rawReader(path);
  return (event) => cleaned(read(event));
};

const READERS = new Map<string, Reader>();
const MAX_READERS = 10_000;

/**
 * Compiles a path. The reader never sees inherited properties and never throws. All rules share the reader of a path,
 * and within `whileReading` it remembers its answer.
 */
export const fieldReader = (path: string): Reader => {
  const known = READERS.get(path);
  if (known !== undefined) return known;
  const reader = rememberedInTurn(pairReader(path) ?? generalReader(path));
  if (READERS.size < MAX_READERS) READERS.set(path, reader);
  return reader;
};
