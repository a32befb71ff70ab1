/**
 * Names that carry raw content, refused in every schema version.
 * @module
 */

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

/** Path of the first raw-content key, or of the first value nested too deep to check; undefined when there is none. */
export const findRawContent = (value: unknown, path = '', depth = 0): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return path;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      const found = findRawContent(item, path, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (RAW_CONTENT_NAMES.has(key.toLowerCase())) return here;
    const found = findRawContent(item, here, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
};
