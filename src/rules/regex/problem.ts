/**
 * Why an expression is refused.
 * @module
 */

/** Why an expression is refused and where in it (offset from 0). */
export interface RegexProblem {
  readonly message: string;
  readonly at: number;
  readonly mend?: string;
}

/** Thrown while an expression is read. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly mend?: string,
  ) {
    super(message);
  }
}
