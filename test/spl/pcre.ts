/** The part of PCRE that generated searches use, on the regular expressions of JavaScript. */
import { SplError } from './value.js';

const cache = new Map<string, RegExp>();

/** White space as PCRE2 has it: no letter of JavaScript's beyond ASCII. */
const SPACE = '\\t\\n\\v\\f\\r ';

/** Compiles a PCRE source: flags in front, `\A`, `\z`, named groups. Anything else unusual is refused. */
export const pcre = (source: string): RegExp => {
  const known = cache.get(source);
  if (known !== undefined) return known;
  if (/\[\[:|\(\?[>|#&+-]|\\[GKQERXNhHvVZu]/.test(source)) throw new SplError(`outside the subset of PCRE: ${source}`);
  const [, flags = '', body = source] = /^\(\?([a-z]+)\)([\s\S]*)$/.exec(source) ?? [];
  if (/\(\?[a-z]+\)/.test(body)) throw new SplError(`flags in the middle: ${source}`);
  const translated = body
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\x{', '\\u{')
    // A dollar matches also before a final line break; \z does not.
    .replace(/\\[\s\S]|\$|\[(?:\\[\s\S]|[^\]\\])*\]/g, (part) => {
      if (part.startsWith('[')) return part.replace(/\\[\s\S]/g, (one) => (one === '\\s' ? SPACE : one));
      if (part === '\\s') return `[${SPACE}]`;
      if (part === '\\S') return `[^${SPACE}]`;
      if (part === '\\A') return '(?<![\\s\\S])';
      if (part === '\\z') return '(?![\\s\\S])';
      if (part === '$') return flags.includes('m') ? '$' : '(?=\\n?(?![\\s\\S]))';
      return part;
    });
  const js = [...flags].filter((flag) => 'ims'.includes(flag)).join('');
  let compiled: RegExp;
  try {
    compiled = new RegExp(translated, `${js}u`);
  } catch {
    compiled = new RegExp(translated, js);
  }
  cache.set(source, compiled);
  return compiled;
};

/** Both halves of one character, seen from between them. */
const splitsPair = (text: string, at: number): boolean =>
  /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) && /[\uD800-\uDBFF]$/.test(text.slice(0, at));

/** True when the expression is found. V8 also finds empty matches inside a surrogate pair, where PCRE has no place. */
export const isFound = (expression: RegExp, text: string): boolean => {
  for (const { index } of text.matchAll(new RegExp(expression, `${expression.flags}g`)))
    if (!splitsPair(text, index)) return true;
  return false;
};
