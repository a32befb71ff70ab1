/**
 * Tests on a single text.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Test } from '../ir.js';

const fold = (text: string, cased: boolean): string => (cased ? text : lowerAscii(text));

/** Whole-string match of a pattern: two pointers with a single way back, so linear in practice and never exponential. */
export const patternMatches = (parts: readonly PatternPart[], cased: boolean, text: string): boolean => {
  // Characters of the pattern; wildcards as marks that no text holds.
  const units = parts.flatMap((part): readonly (string | symbol)[] =>
    part.kind === 'text' ? Array.from(fold(part.text, cased)) : [part.kind === 'any' ? ANY : ONE],
  );
  const target = Array.from(fold(text, cased));
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < target.length) {
    const unit = units[p];
    if (unit === ANY) [star, mark, p] = [p, t, p + 1];
    else if (unit === ONE || (unit !== undefined && unit === target[t])) [p, t] = [p + 1, t + 1];
    else if (star !== -1) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (units[p] === ANY) p += 1;
  return p === units.length;
};
const ANY = Symbol('any');
const ONE = Symbol('one');

/** Truth of a test on a text; undefined when it cannot be told from the text alone. */
export const textPasses = (test: Test, text: string): boolean | undefined => {
  switch (test.op) {
    case 'equals':
      return fold(test.value, test.cased) === fold(text, test.cased);
    case 'pattern':
      return patternMatches(test.parts, test.cased, text);
    case 'regex':
      return new RegExp(
        test.source,
        `u${test.ignoreCase ? 'i' : ''}${test.multiline ? 'm' : ''}${test.dotAll ? 's' : ''}`,
      ).test(text);
    case 'exists':
      return test.value;
    case 'null':
    case 'empty':
    case 'boolean':
      return false;
    default:
      return undefined;
  }
};
