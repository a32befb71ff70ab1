/** What Splunk makes of a JSON event at search time (KV_MODE = json). */
import { fromList, type FieldValue, type Row } from './value.js';

/** limits.conf, [spath] extraction_cutoff: text behind this many bytes is not looked at. */
export const EXTRACTION_CUTOFF = 5000;

const TOKENS = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\]:,]))/y;

/**
 * Fields of the text: nested names joined by dots, arrays as `name{}` with one value for each element, numbers as the
 * text they came in, null as the text "null". A value that the cut-off splits is not extracted, nor anything behind it.
 */
export const extractFields = (raw: string): Row => {
  const bytes = Buffer.from(raw, 'utf8');
  const text = bytes.length <= EXTRACTION_CUTOFF ? raw : bytes.subarray(0, EXTRACTION_CUTOFF).toString('utf8');
  const found = new Map<string, (string | number)[]>();
  const path: { name: string; readonly array: boolean }[] = [];
  let key: string | undefined;
  TOKENS.lastIndex = 0;
  for (;;) {
    const token = TOKENS.exec(text);
    if (token === null) break;
    // A number at the very end may go on behind the cut.
    if (TOKENS.lastIndex === text.length && text.length < raw.length) break;
    const [, string, literal, symbol] = token;
    const top = path.at(-1);
    if (symbol === '{' || symbol === '[') {
      const name = key ?? (top?.array === true ? '' : undefined);
      path.push({ name: name ?? '', array: symbol === '[' });
      key = undefined;
      continue;
    }
    if (symbol === '}' || symbol === ']') {
      path.pop();
      key = undefined;
      continue;
    }
    if (symbol !== undefined) {
      if (symbol === ',') key = undefined;
      continue;
    }
    if (string !== undefined && top?.array === false && key === undefined) {
      key = JSON.parse(string) as string;
      continue;
    }
    const value = string === undefined ? (literal ?? '') : (JSON.parse(string) as string);
    const parts = path.map((step) => `${step.name}${step.array ? '{}' : ''}`).filter((part) => part !== '');
    const name = [...parts, ...(key === undefined ? [] : [key])].join('.').replaceAll('.{}', '{}');
    const values = found.get(name) ?? [];
    values.push(value);
    found.set(name, values);
  }
  return new Map([...found].map(([name, values]): [string, FieldValue] => [name, fromList(values)]));
};
