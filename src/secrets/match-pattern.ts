/**
 * One pattern at one place of a text.
 * @module
 */
import { entropyOf } from './entropy.js';
import type { SecretPattern } from './pattern.js';
import { isDocumented, isPlaceholder } from './placeholders.js';
import type { TextHit } from './text-hit.js';

const isWordCode = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A letter before a token is no boundary, unless it belongs to an escape such as `\n`, `\u003d` or `%3D`. */
const startsFreely = (text: string, start: number): boolean =>
  start === 0 ||
  !isWordCode(text.charCodeAt(start - 1)) ||
  /(?:\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2})$/i.test(text.slice(Math.max(0, start - 6), start));

const endsFreely = (text: string, end: number): boolean => {
  const code = text.charCodeAt(end);
  return Number.isNaN(code) || !(isWordCode(code) || code === 95);
};

/** The secret of a pattern whose keyword stands at `keywordAt`; undefined when there is none. */
export const matchPattern = (
  pattern: SecretPattern,
  rank: number,
  text: string,
  keywordAt: number,
): TextHit | undefined => {
  for (const back of pattern.lookback) {
    const start = keywordAt - back;
    if (start < 0) continue;
    const free = pattern.unbounded || startsFreely(text, start);
    if (!free && pattern.checksum === undefined) continue;
    pattern.pattern.lastIndex = start;
    const match = pattern.pattern.exec(text);
    if (match === null) continue;
    const value = match.groups?.['secret'] ?? match[0];
    const at = match.index + match[0].lastIndexOf(value);
    const end = at + value.length;
    // A checksum that verifies needs no boundary: the token may be glued to other text.
    const proven = pattern.checksum?.(value) === true;
    if (!proven && (!free || (!pattern.unbounded && !endsFreely(text, end)))) continue;
    const real = proven || (pattern.decide?.(value) ?? (entropyOf(value) >= pattern.entropy && !isPlaceholder(value)));
    if (!real || isDocumented(value)) continue;
    return { start: at, end, rank, found: [{ type: pattern.type, value }] };
  }
  return undefined;
};
