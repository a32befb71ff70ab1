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

/** A number without exponent, below 1e21. */
export const decimalText = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
};
