/**
 * What one compilation carries from stage to stage: names, numbers, range and what could not be said.
 * @module
 */
import type { Mapping } from './mapping.js';
import { fieldExpression, isSafeName } from './literal.js';

/** State of one compilation. */
export interface Dialect {
  readonly mapping: Mapping;
  /**
   * Notes a construct that is not exact here. `hard`: there is no text at all, so accepting it does not help.
   * Returns text that stands in its place.
   */
  readonly report: (construct: string, hard?: boolean) => string;
  /** A number of the rule by its path in the YAML; in the deployed app a parameter stands as its macro. */
  readonly number: (value: number, path: string) => string;
  /** A length of time as milliseconds, as `number` does; a parameter's unit is multiplied in. */
  readonly milliseconds: (value: number, path: string) => string;
  /** T0 and T1 in epoch seconds, as SPL expressions. */
  readonly from: string;
  readonly to: string;
}

/** Names that the generated stages use themselves. */
const OWN = /^(?:[tgvsdT]|[gvsdkh]\d+|n|bucket|instant|value|events|day|current|past|squared|active|total|squares)$/;

/** A rule's field inside an expression. A name that cannot be quoted, or that a stage uses itself, is reported. */
export const column = (dialect: Dialect, path: string): string => {
  const name = dialect.mapping.field(path);
  return isSafeName(name) && !OWN.test(name) ? fieldExpression(name) : dialect.report('field.name', true);
};
