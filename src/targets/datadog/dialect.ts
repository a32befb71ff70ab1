/**
 * What one compilation carries: names, and what could not be said.
 * @module
 */
import type { Mapping } from './mapping.js';

/** State of one compilation. */
export interface Dialect {
  readonly mapping: Mapping;
  /** Notes a construct that is not exact here. `hard`: there is no text at all. Returns text for its place. */
  readonly report: (construct: string, hard?: boolean) => string;
  /** Notes a construct that is documented but not executed by any engine here. */
  readonly declare: (construct: string) => void;
}
