/**
 * Places in rule files.
 * @module
 */

/** A place in a rule file. Line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
