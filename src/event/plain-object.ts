/**
 * Plain objects of hostile origin, and the names of what was cut in them.
 * @module
 */

/** A JSON object. */
export type Plain = Record<string, unknown>;

const MAX_TRUNCATED = 128;

/** An object that is no array. */
export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets a key unless the value is undefined. */
export const put = (target: Plain, key: string, value: unknown): void => {
  if (value === undefined) return;
  // `__proto__` from hostile JSON must become an ordinary key, never a prototype.
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
};

/** Adds paths to the event's `truncated`, each once. */
export const nameTruncated = (event: Plain, paths: ReadonlySet<string>): void => {
  const before = Array.isArray(event['truncated']) ? (event['truncated'] as unknown[]) : [];
  if (before.length === 0 && paths.size === 0) {
    if (event['truncated'] === undefined) delete event['truncated'];
    return;
  }
  event['truncated'] = [...new Set([...before, ...paths])].slice(0, MAX_TRUNCATED);
};
