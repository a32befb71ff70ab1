/**
 * What the lines of one rule are written with, and what both kinds of rules select.
 * @module
 */
import type { Correlation } from '../../rules/ir.js';
import type { Numbers } from '../parameters.js';
import type { QueryRange } from '../target.js';
import type { PredicateContext } from './predicate-context.js';
import type { EventSource } from './select-events.js';

/** One rule while its query is written. */
export interface Compiling {
  readonly context: PredicateContext;
  readonly numbers: Numbers;
  readonly range: QueryRange;
}

/** Columns of the fields that an alert carries. */
export const detailColumns = (fields: readonly string[], { context }: Compiling): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field, index) => [`_d${String(index)}`, context.mapping.column(field).text]));

/** The events that a correlation looks at. */
export const sourcesOf = (correlation: Correlation, { context }: Compiling): readonly EventSource[] =>
  correlation.sources.map(({ rule, groupFields }) => {
    if (rule.kind === 'detection') return { predicate: rule.predicate, groupFields };
    context.problems.note('correlation.chained', 'only one correlation may feed another, alone');
    return { predicate: { kind: 'false' }, groupFields };
  });
