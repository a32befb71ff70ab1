/**
 * Readers as code of their own.
 * @module
 */
import { cleaned, type EventObject, type FieldValue } from './field-value.js';
import { inherited, rawReader } from './path-reader.js';

/** Names that can stand in generated code as they are. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** So many readers are generated; each is code that stays. */
const MAX_GENERATED = 1000;
let generated = 0;

/**
 * Reads `a` and `a.b` with plain names, nearly all there are, by code of their own: V8 then knows where in an event
 * the field lies, where a function for all fields has to search for it. Only a text, and a field that is missing, are
 * decided by it. Undefined where code cannot be generated.
 */
export const ownReader = (path: string): ((event: EventObject) => FieldValue) | undefined => {
  const [first = '', second, ...more] = path.split('.');
  if (more.length > 0 || !PLAIN.test(first) || inherited(first)) return undefined;
  if (second !== undefined && (!PLAIN.test(second) || inherited(second))) return undefined;
  if (generated === MAX_GENERATED) return undefined;
  const body =
    second === undefined
      ? `const value = event.${first};
         if (typeof value === 'string') return value;
         return value === undefined ? undefined : other(event);`
      : `const outer = event.${first};
         if (typeof outer === 'object' && outer !== null && !Array.isArray(outer)) {
           const value = outer.${second};
           if (typeof value === 'string') return value;
           if (value === undefined && event["${path}"] === undefined) return undefined;
         } else if (outer === undefined && event["${path}"] === undefined) return undefined;
         return other(event);`;
  const read = rawReader(path);
  try {
    generated += 1;
    // Nothing but the plain names above goes into the code.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function('other', `'use strict'; return (event) => { ${body} };`) as (
      other: (event: EventObject) => FieldValue,
    ) => (event: EventObject) => FieldValue;
    return make((event) => cleaned(read(event)));
  } catch {
    // Node can be told not to make code from text.
    generated = MAX_GENERATED;
    return undefined;
  }
};
