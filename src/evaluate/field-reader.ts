/**
 * Reading event fields by path, compiled once.
 * @module
 */
import { cleaned, type EventObject, type FieldValue } from './field-value.js';
import { ownReader } from './own-reader.js';
import { rawReader } from './path-reader.js';
import { rememberedInTurn } from './reading-turn.js';

const generalReader = (path: string): ((event: EventObject) => FieldValue) => {
  const read = rawReader(path);
  return rememberedInTurn((event) => cleaned(read(event)));
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
