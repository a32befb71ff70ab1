/**
 * Modifiers that rewrite a string into the strings to look for: base64, UTF-16, Windows dashes.
 * @module
 */
import type { PatternPart } from '../ir.js';
import { joinParts } from './sigma-string.js';

/** A string on its way through modifiers. `bytes` says that each character stands for one byte. */
export interface EncodedString {
  readonly parts: readonly PatternPart[];
  readonly bytes: boolean;
}

/** Why a modifier cannot be applied. */
export class EncodingProblem extends Error {
  constructor(
    message: string,
    readonly mend: string,
  ) {
    super(message);
  }
}

const ANY: PatternPart = { kind: 'any' };

const onlyText = (value: EncodedString): Buffer => {
  if (value.parts.some((part) => part.kind !== 'text')) {
    throw new EncodingProblem(
      'a text with wildcards cannot be encoded',
      'Encode the plain part and put contains last.',
    );
  }
  const text = value.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  if (text === '') throw new EncodingProblem('an empty text cannot be encoded', 'Write the text to look for.');
  return Buffer.from(text, value.bytes ? 'latin1' : 'utf8');
};

const ofText = (text: string): EncodedString => ({ parts: [{ kind: 'text', text }], bytes: false });

/** Characters of base64 that depend on what stands before (by offset) and after (by length). */
const OFFSET_START = [0, 2, 3];
const OFFSET_END: readonly (number | undefined)[] = [undefined, -3, -2];

const base64AtOffset = (bytes: Buffer, offset: number): string =>
  Buffer.concat([Buffer.alloc(offset, 0x20), bytes])
    .toString('base64')
    .slice(OFFSET_START[offset], OFFSET_END[(bytes.length + offset) % 3]);

const mapText = (value: EncodedString, encode: (text: string) => string): EncodedString => ({
  bytes: true,
  parts: value.parts.map((part) => (part.kind === 'text' ? { kind: 'text', text: encode(part.text) } : part)),
});

const utf16 = (text: string, bigEndian: boolean): string => {
  const bytes = Buffer.from(text, 'utf16le');
  return (bigEndian ? bytes.swap16() : bytes).toString('latin1');
};

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** A dash that begins a flag: no word character before it, one after it. */
const FLAG_DASH = /\B[-/\u2013\u2014\u2015](?=\w)/g;
const MAX_DASHES = 5;

const windash = (value: EncodedString): readonly EncodedString[] => {
  let variants: readonly (readonly PatternPart[])[] = [[]];
  let dashes = 0;
  for (const part of value.parts) {
    if (part.kind !== 'text') {
      variants = variants.map((variant) => [...variant, part]);
      continue;
    }
    const pieces = part.text.split(FLAG_DASH);
    dashes += pieces.length - 1;
    if (dashes > MAX_DASHES) {
      throw new EncodingProblem(
        `windash with more than ${String(MAX_DASHES)} flags in a value`,
        'Write the flags as several values with |all.',
      );
    }
    pieces.forEach((piece, index) => {
      const heads = index === 0 ? [''] : DASHES;
      variants = variants.flatMap((variant) =>
        heads.map((head): readonly PatternPart[] => [...variant, { kind: 'text', text: head + piece }]),
      );
    });
  }
  return variants.map((parts) => ({ parts: joinParts(parts), bytes: value.bytes }));
};

/** Modifier name to what it makes of one string: one or more strings, any of which may match. */
export const ENCODINGS: Readonly<Record<string, (value: EncodedString) => readonly EncodedString[]>> = {
  contains: (value) => [{ ...value, parts: joinParts([ANY, ...value.parts, ANY]) }],
  startswith: (value) => [{ ...value, parts: joinParts([...value.parts, ANY]) }],
  endswith: (value) => [{ ...value, parts: joinParts([ANY, ...value.parts]) }],
  base64: (value) => [ofText(onlyText(value).toString('base64'))],
  base64offset: (value) => [0, 1, 2].map((offset) => ofText(base64AtOffset(onlyText(value), offset))),
  utf16le: (value) => [mapText(value, (text) => utf16(text, false))],
  wide: (value) => [mapText(value, (text) => utf16(text, false))],
  utf16be: (value) => [mapText(value, (text) => utf16(text, true))],
  utf16: (value) => {
    const wide = mapText(value, (text) => utf16(text, false));
    return [{ ...wide, parts: joinParts([{ kind: 'text', text: '\u00ff\u00fe' }, ...wide.parts]) }];
  },
  windash,
};
