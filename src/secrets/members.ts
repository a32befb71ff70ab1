/**
 * Plain objects whose keys come from outside.
 * @module
 */

/** Members of a plain object. */
export type Members = Record<string, unknown>;

/** True for objects without a class of their own. */
export const isPlainObject = (value: object): value is Members => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Sets a member, `__proto__` too, as any other. */
export const setMember = (target: Members, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};
