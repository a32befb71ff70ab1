/**
 * Parameters as paths and values.
 * @module
 */

const MAX_DEPTH = 64;

/** Calls back for every leaf: `filter.owner`, `items[].id`; stops when the callback returns true. True when it was stopped. */
export const someLeaf = (
  value: unknown,
  visit: (path: string, leaf: unknown) => boolean,
  path = '',
  depth = 0,
): boolean => {
  if (typeof value !== 'object' || value === null) return visit(path, value);
  // What is nested too deep to look at counts as a leaf, so that a rule can refuse it.
  if (depth >= MAX_DEPTH) return visit(path, undefined);
  if (Array.isArray(value)) return value.some((item) => someLeaf(item, visit, `${path}[]`, depth + 1));
  return Object.entries(value).some(([key, item]) =>
    someLeaf(item, visit, path === '' ? key : `${path}.${key}`, depth + 1),
  );
};
