/**
 * Names and values in plain text: `name = value`, `"name": "value"`, `--name value`, `<name>value</name>`, headers.
 * @module
 */

/** A name and the value beside it. */
export interface Assignment {
  readonly name: string;
  /** Where the name ends: two keywords of one name lead to the same assignment. */
  readonly nameEnd: number;
  readonly value: string;
  readonly start: number;
  /** Nothing but a space stands between name and value. */
  readonly loose: boolean;
}

const MAX_NAME_HALF = 48;
const NAME_REST = /[\w.-]{0,48}/y;
const SEPARATOR =
  /((?:\\{0,3}["'`\])]){0,3})(?:\s{1,4}(?:value|string|String)(?=\s?=)|\s?:\s?(?:str|[Ss]tring)\??(?=\s?=))?\s{0,8}(?:(=>|:{1,3}=|\?{1,2}=|[.+]=|\|\|=|={1,3}|:|>|,|is\b)\s{0,8})?((?:\\{0,3}["'`]){0,3})/y;
const SCHEME = '(?:(?:bearer|basic|token|splunk|bot|apikey)\\s{1,4})?';
const BARE = new RegExp(`${SCHEME}[^\\s,;&"'\`<>\\\\]{1,512}`, 'iy');
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\r\n]{1,512}/y,
  "'": /[^'\\\r\n]{1,512}/y,
  '`': /[^`\\\r\n]{1,512}/y,
};
const ELEMENT = /[^<\r\n]{1,512}/y;
const LOGIN = /\b(?:login|user|account)\s+\S{1,60}\s+$/i;
const LOGIN_BEFORE = 72;
const TRAILING = /[.):\]}]+$/;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const isNameCode = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 95 ||
  code === 45 ||
  code === 46;

const nameStartBefore = (text: string, keywordStart: number): number => {
  let start = keywordStart;
  while (start > 0 && keywordStart - start < MAX_NAME_HALF && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  // The `n` of a `\n` escape belongs to the escape.
  return start > 0 && start < keywordStart && text[start - 1] === '\\' ? start + 1 : start;
};

const valueAt = (text: string, at: number, separator: string, quote: string): string => {
  const quoted = QUOTED[quote.slice(-1)];
  if (quoted !== undefined) return matchAt(quoted, text, at)?.[0] ?? '';
  if (separator === '>') return matchAt(ELEMENT, text, at)?.[0] ?? '';
  return (matchAt(BARE, text, at)?.[0] ?? '').replace(TRAILING, '');
};

/** The assignment whose name holds the keyword at `start`, or undefined. `known` is the last name's end: not read twice. */
export const readAssignment = (text: string, start: number, length: number, known: number): Assignment | undefined => {
  const nameEnd = start + length + (matchAt(NAME_REST, text, start + length)?.[0].length ?? 0);
  if (nameEnd === known) return undefined;
  const match = matchAt(SEPARATOR, text, nameEnd);
  if (match === null) return undefined;
  const [all, closing = '', separator = '', opening = ''] = match;
  const nameStart = nameStartBefore(text, start);
  const name = text.slice(nameStart, nameEnd);
  const isFlag = name.startsWith('-');
  const loose = separator === '' && !isFlag;
  if (separator === '' && !/\s/.test(all)) return undefined;
  // `password x` is prose but for `login ada password x` (netrc) and `PASSWORD 'x'` (SQL).
  if (
    loose &&
    opening === '' &&
    /pass/i.test(name) &&
    !LOGIN.test(text.slice(Math.max(0, nameStart - LOGIN_BEFORE), nameStart))
  )
    return undefined;
  // `name =` at the end of a line is empty; only elements and quoted values stand on the next.
  if (separator !== '>' && separator !== '' && opening === '' && all.includes('\n')) return undefined;
  if (separator === ',' && (closing === '' || opening === '')) return undefined;
  const valueStart = nameEnd + all.length;
  const value = valueAt(text, valueStart, separator, opening);
  return { name: isFlag ? name.replace(/^-+/, '') : name, nameEnd, value, start: valueStart, loose };
};
