/**
 * What matches one character: escapes and classes in brackets.
 * @module
 */
import { CLASSES, CONTROLS, POSIX } from './named-classes.js';
import { folded, inverted, merged, type Ranges } from './ranges.js';
import { refuse, type Reader } from './reader.js';

const code = (character: string): number => character.codePointAt(0) ?? 0;

/** One character. */
export const oneCharacter = (character: string): Ranges => [[code(character), code(character)]];

const hexEscape = (reader: Reader, letter: string): number => {
  const pattern =
    letter === 'x' ? /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/ : /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))/;
  const found = pattern.exec(reader.rest()) ?? refuse(`\\${letter}`);
  reader.skip(found[0].length);
  return Number.parseInt(found[1] ?? found[2] ?? '', 16);
};

/** What stands after a backslash, inside and outside of classes. */
export const escaped = (reader: Reader): Ranges => {
  const letter = reader.take();
  const named = CLASSES[letter];
  if (named !== undefined) return named;
  const control = CONTROLS[letter];
  if (control !== undefined) return [[control, control]];
  if (letter === 'x' || letter === 'u') {
    const value = hexEscape(reader, letter);
    return [[value, value]];
  }
  if (/[A-Za-z0-9]/.test(letter)) return refuse(`\\${letter}`);
  return oneCharacter(letter);
};

const posixClass = (reader: Reader): Ranges | undefined => {
  const found = /^\[:(\^?)([a-z]+):\]/.exec(reader.rest());
  if (found === null) return undefined;
  reader.skip(found[0].length);
  const ranges = POSIX[found[2] ?? ''] ?? refuse(found[0]);
  return found[1] === '^' ? inverted(ranges) : ranges;
};

const classMember = (reader: Reader): Ranges => {
  const character = reader.take();
  return character === '\\' ? escaped(reader) : oneCharacter(character);
};

/** A class in brackets, read from after the opening one. */
export const characterClass = (reader: Reader, ignoreCase: boolean): Ranges => {
  const negated = reader.peek() === '^';
  if (negated) reader.skip(1);
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    const posix = posixClass(reader);
    if (posix !== undefined) {
      ranges.push(...posix);
      continue;
    }
    const low = classMember(reader);
    if (reader.peek() === '-' && reader.peek(1) !== ']' && reader.peek(1) !== undefined) {
      reader.skip(1);
      const high = classMember(reader);
      const [from, to] = [low[0]?.[0] ?? 0, high[0]?.[0] ?? 0];
      if (low.length > 1 || high.length > 1 || from > to) refuse('a range between classes');
      ranges.push([from, to]);
    } else ranges.push(...low);
  }
  reader.skip(1);
  const wanted = ignoreCase ? folded(ranges) : merged(ranges);
  return negated ? inverted(wanted) : wanted;
};
