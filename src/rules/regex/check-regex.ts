/**
 * Regular expressions of rules: the RE2 dialect, without backreferences and lookaround, in one spelling that RE2 and
 * JavaScript (with the u flag) read alike.
 * @module
 */
import { Problem, type RegexProblem } from './problem.js';
import { respell } from './respell.js';

export type { RegexProblem } from './problem.js';

/** A checked expression. `source` compiles under `new RegExp(source, 'u')` and in RE2 with the same meaning. */
export interface CheckedRegex {
  readonly source: string;
  /** Flags of a leading `(?ims)`. */
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  /** A repetition stands inside a repetition: engines that backtrack can take exponential time on it. */
  readonly nestedRepeat: boolean;
}

const MAX_LENGTH = 4_096;

/** Checks an expression; answers with one spelling for every engine, or with the problem. */
export const checkRegex = (pattern: string): CheckedRegex | RegexProblem => {
  if (pattern.length > MAX_LENGTH) return { message: `longer than ${String(MAX_LENGTH)} characters`, at: 0 };
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const skipped = flags?.[0].length ?? 0;
  try {
    const { text, nested } = respell(pattern.slice(skipped));
    // The proof that the spelling is right: the engine itself reads it.
    new RegExp(text, 'u');
    return {
      source: text,
      ignoreCase: flags?.[1]?.includes('i') ?? false,
      multiline: flags?.[1]?.includes('m') ?? false,
      dotAll: flags?.[1]?.includes('s') ?? false,
      nestedRepeat: nested,
    };
  } catch (error) {
    if (error instanceof Problem) {
      return {
        message: error.message,
        at: error.at + skipped,
        ...(error.mend === undefined ? {} : { mend: error.mend }),
      };
    }
    return { message: error instanceof Error ? error.message : 'not a regular expression', at: 0 };
  }
};

/** Tells the two answers of checkRegex apart. */
export const isRegexProblem = (answer: CheckedRegex | RegexProblem): answer is RegexProblem => 'message' in answer;
