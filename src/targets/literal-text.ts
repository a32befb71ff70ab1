/**
 * Literal text and numbers, as far as query languages agree on them.
 * @module
 */

/**
 * Writes text character by character: ASCII by a table that is made once, everything else as it stands.
 * @param form How a character of ASCII is written
 */
export const characterWriter = (form: (character: string) => string): ((text: string) => string) => {
  const forms = Array.from({ length: 128 }, (_, code) => form(String.fromCharCode(code)));
  return (text) => {
    let written = '';
    for (let at = 0; at < text.length; at += 1) written += forms[text.charCodeAt(at)] ?? text.charAt(at);
    return written;
  };
};

/** The same for a regular expression that matches both cases of A to Z, and of no other letter. */
export const foldedWriter = (form: (character: string) => string): ((text: string) => string) =>
  characterWriter((character) =>
    /[A-Za-z]/.test(character) ? `[${character.toLowerCase()}${character.toUpperCase()}]` : form(character),
  );

/**
 * A number in plain digits: not every language reads an exponent, and in some it would be a name. Every number is written
 * with the digits that give it back exactly.
 */
export const decimalText = (value: number): string => {
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa = '0', exponent = '0'] = text.split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  const digits =
    shift < 0
      ? `0.${'0'.repeat(Math.max(0, -shift - whole.length))}${whole}${fraction}`
      : `${whole}${fraction}`.padEnd(whole.length + shift, '0');
  return negative ? `-${digits}` : digits;
};

/**
 * A number for languages with integers of 64 bits, which refuse larger ones: what JavaScript no longer holds as an exact
 * integer is written as a floating-point number, as it is one.
 */
export const typedNumber = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? `${decimalText(value)}.0` : decimalText(value);
