/**
 * A place in the text of a regular expression.
 * @module
 */

/** A construct that cannot be read; never leaves this folder. */
export class Unreadable extends Error {}

/** Gives up with the construct's name. */
export const refuse = (what: string): never => {
  throw new Unreadable(what);
};

/** Reads character by character (code points). */
export interface Reader {
  /** The next character, or one further ahead; undefined at the end. */
  readonly peek: (ahead?: number) => string | undefined;
  /** Everything that is left. */
  readonly rest: () => string;
  /** The next character; refuses at the end. */
  readonly take: () => string;
  /** Steps over characters. */
  readonly skip: (count: number) => void;
}

/** A reader at the start of the text. */
export const readerOf = (source: string): Reader => {
  const text = Array.from(source);
  let at = 0;
  return {
    peek: (ahead = 0) => text[at + ahead],
    rest: () => text.slice(at).join(''),
    take: () => {
      const character = text[at];
      at += 1;
      return character ?? refuse('a pattern that ends too early');
    },
    skip: (count) => {
      at += count;
    },
  };
};
