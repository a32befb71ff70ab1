/**
 * What a group may begin with.
 * @module
 */
import { Problem } from './problem.js';

/** Offset behind the opening of a group. @throws Problem for groups outside the dialect. */
export const readGroupOpening = (pattern: string, at: number): number => {
  const rest = pattern.slice(at, at + 80);
  if (/^\((?!\?)/.test(rest)) return at + 1;
  if (rest.startsWith('(?:')) return at + 3;
  const named = /^\(\?P?<[A-Za-z_]\w*>/.exec(rest);
  if (named !== null) return at + named[0].length;
  if (/^\(\?<?[=!]/.test(rest)) {
    throw new Problem('lookaround', at, 'Linear-time engines have none: use two selections and `and not`.');
  }
  if (/^\(\?[a-zA-Z-]+[:)]/.test(rest)) {
    throw new Problem('flags inside the expression', at, 'Write them as modifiers, such as |re|i.');
  }
  throw new Problem('this kind of group is not part of the RE2 dialect', at);
};
