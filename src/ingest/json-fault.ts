/**
 * Where JSON text stops being JSON. The engine's own message quotes the input and has a position only sometimes.
 * @module
 */

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next';

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

/** Length of the string that begins at `start`; undefined when it is none. A loop: strings may be many megabytes long. */
const stringLength = (text: string, start: number): number | undefined => {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1 - start;
    if (code < 0x20) return undefined;
    const escape = code === 0x5c ? matchAt(ESCAPE, text, at) : ' ';
    if (escape === undefined) return undefined;
    at += escape.length;
  }
  return undefined;
};

/** Offset of the first token that cannot stand where it does; the text's length when it ends too early; undefined when all is well. */
export const jsonFault = (text: string): number | undefined => {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, text, at)?.length ?? 0;
    if (at >= text.length) return expected === 'next' && open.length === 0 ? undefined : text.length;
    const character = text.charAt(at);
    const inside = open.at(-1);
    if (expected === 'next') {
      if (inside === undefined) return at;
      if (character === ',') expected = inside === '{' ? 'key' : 'value';
      else if (character === (inside === '{' ? '}' : ']')) open.pop();
      else return at;
      at += 1;
    } else if (expected === ':') {
      if (character !== ':') return at;
      expected = 'value';
      at += 1;
    } else if ((expected === 'value or ]' && character === ']') || (expected === 'key or }' && character === '}')) {
      open.pop();
      expected = 'next';
      at += 1;
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      open.push(character);
      expected = character === '{' ? 'key or }' : 'value or ]';
      at += 1;
    } else {
      const key = expected.startsWith('key');
      const length = character === '"' ? stringLength(text, at) : key ? undefined : matchAt(SCALAR, text, at)?.length;
      if (length === undefined) return at;
      expected = key ? ':' : 'next';
      at += length;
    }
  }
};
