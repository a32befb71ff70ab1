/**
 * Names that carry raw content, refused in every schema version.
 * @module
 */
import { FIELDS } from './generated/fields.js';

/** Keys under which raw parameters or content travel. An event that has one, at any depth, is refused. */
export const RAW_CONTENT_NAMES: ReadonlySet<string> = new Set([
  'parameters',
  'arguments',
  'input',
  'output',
  'prompt',
  'content',
  'headers',
]);

const MAX_DEPTH = 16;

/** Names of the schema, which need no lower-casing to be told from the refused ones. */
const OWN_NAMES: ReadonlySet<string> = new Set(
  FIELDS.flatMap(({ path }) => path.split('.')).filter((name) => !RAW_CONTENT_NAMES.has(name)),
);

const join = (key: string, rest: string): string => (rest === '' ? key : `${key}.${rest}`);

/** The path below a value; made on the way back, because nearly every event has none. */
const findBelow = (value: unknown, depth: number): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return '';
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      const found = findBelow(item, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members)) {
    if (!OWN_NAMES.has(key) && RAW_CONTENT_NAMES.has(key.toLowerCase())) return key;
    const found = findBelow(members[key], depth + 1);
    if (found !== undefined) return join(key, found);
  }
  return undefined;
};

/** Path of the first raw-content key, or of the first value nested too deep to check; undefined when there is none. */
export const findRawContent = (value: unknown): string | undefined => findBelow(value, 0);
