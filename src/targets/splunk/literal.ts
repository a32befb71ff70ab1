/**
 * Text that is safe inside a search: strings, regular expressions and names. Values come from rule files and
 * may hold anything; nothing written here can end its quotes, start a macro, a token or a command.
 * @module
 */
import { characterWriter, foldedWriter } from '../literal-text.js';

// Splunk reads \\ \" and \| inside quotes and leaves other backslash sequences to the command, but for \t, which its
// manual since 10.0 calls a tab: neither \t nor \n and the like is ever written. Backticks start macros, dollar signs
// start dashboard tokens, and a line break ends a setting in a .conf file: those never stand in a string.
const PLAIN = /^[ -#%-_a-~\u0080-\uffff]*$/;

/** True when the value can stand in a quoted string as it is. */
export const isQuotable = (value: string): boolean => PLAIN.test(value);

/** A quoted string of plain characters; see {@link isQuotable}. */
export const quoted = (value: string): string => `"${value.replace(/[\\"]/g, String.raw`\$&`)}"`;

const hex = (char: string): string => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const META = /[.*+?^()[\]{}]/;
// After a backslash these would be read by the search parser, not by the expression.
const HEX = /[\\|"`$]/;

/** One literal character inside a regular expression inside a quoted string. */
const regexChar = (char: string): string => {
  if (HEX.test(char) || char < ' ' || char === '\u007f') return hex(char);
  return META.test(char) ? `\\${char}` : char;
};

/** Literal text for a regular expression inside a quoted string. */
export const regexText = characterWriter(regexChar);

/** The same for both cases of A to Z, and of no other letter. */
export const regexFolded = foldedWriter(regexChar);

const CONTROL: Readonly<Record<string, string>> = {
  t: String.raw`\x09`,
  n: String.raw`\x0A`,
  v: String.raw`\x0B`,
  f: String.raw`\x0C`,
  r: String.raw`\x0D`,
};
const SPACE = String.raw`\x09\x0A\x0C\x0D `;

/** What stands for an escape of RE2. */
const escapeText = (letter: string, inClass: boolean): string => {
  const control = CONTROL[letter];
  if (control !== undefined) return control;
  // PCRE knows no \u.
  if (letter === 'u') return String.raw`\x`;
  if (letter === 's') return inClass ? SPACE : `[${SPACE}]`;
  if (letter === 'S' && !inClass) return `[^${SPACE}]`;
  return HEX.test(letter) || letter < ' ' ? hex(letter) : `\\${letter}`;
};

/**
 * A rule's regular expression (RE2 dialect) for PCRE inside a quoted string. Anchors are rewritten because PCRE's `$`
 * also matches before a final line break.
 */
export const regexSource = (source: string, multiline: boolean): string => {
  let out = '';
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      at += 1;
      out += escapeText(source.charAt(at), inClass);
    } else if (HEX.test(char) && char !== '|' && (char !== '$' || inClass)) {
      out += hex(char);
    } else if (char === '$') {
      out += multiline ? String.raw`(?![^\x0A])` : String.raw`\z`;
    } else if (char === '^' && !inClass && multiline) {
      out += String.raw`(?<![^\x0A])`;
    } else if (char < ' ' || char === '\u007f') {
      out += hex(char);
    } else {
      if (char === '[' && !inClass) {
        inClass = true;
        // A bracket right after the opening one is a member of the class.
        const opening = /^\[\^?\]?/.exec(source.slice(at))?.[0] ?? '[';
        out += opening;
        at += opening.length - 1;
        continue;
      }
      if (char === ']' && inClass) inClass = false;
      out += char;
    }
  }
  return out;
};

/** A field name inside an expression (eval, where). */
export const fieldExpression = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);

/** A field name as an argument (table, rename, stats). */
export const fieldArgument = (name: string): string => (/^[A-Za-z_][\w.]*$/.test(name) ? name : `"${name}"`);

/** True when a field name cannot break out of its quotes. */
export const isSafeName = (name: string): boolean => name !== '' && isQuotable(name) && !/['"\\|[\]*]/.test(name);
