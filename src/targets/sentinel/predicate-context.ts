/**
 * What the conditions of one rule are written with.
 * @module
 */
import type { Problems } from '../problems.js';
import type { SentinelMapping } from './fields.js';

/** What a condition is written with. */
export interface PredicateContext {
  readonly mapping: SentinelMapping;
  readonly problems: Problems;
}
