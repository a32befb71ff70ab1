/**
 * Rules that look at single events, plain detections and lookups, as lines.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { outsideColumns, outsideLines, scopeColumn } from './lookup.js';
import { eventResult, type Result } from './result.js';
import { keyText, selectEvents } from './select-events.js';
import type { EventSource } from './select-events.js';
import { detailColumns, sourcesOf, type Compiling } from './compiling.js';

/** The lines and the columns they give. */
export const perEventResult = (rule: Rule, compiling: Compiling): Result => {
  const { context, range } = compiling;
  const { mapping } = context;
  const lookup = rule.kind === 'correlation' && rule.correlation.type === 'lookup' ? rule.correlation : undefined;
  const group = lookup === undefined ? rule.meta.group : lookup.groupBy;
  const details = rule.meta.details.filter((field) => !group.includes(field));
  const sources: readonly EventSource[] =
    rule.kind === 'detection'
      ? [{ predicate: rule.predicate, groupFields: [] }]
      : sourcesOf(rule.correlation, compiling).map((source) => ({ ...source, groupFields: [] }));
  const events = selectEvents({
    context,
    range,
    sources,
    by: 'arrival',
    lookback: [],
    columns: {
      ...Object.fromEntries(group.map((field, index) => [`_g${String(index)}`, keyText(mapping.column(field))])),
      ...(lookup === undefined ? {} : outsideColumns(lookup, { context })),
      ...detailColumns(details, compiling),
    },
  });
  const carried = [
    ...group.map((_, index) => `_g${String(index)} = take_any(_g${String(index)})`),
    ...details.map((_, index) => `_d${String(index)} = take_any(_d${String(index)})`),
  ];
  if (lookup !== undefined && mapping.id === undefined) {
    context.problems.note(
      'correlation.lookup.without_id',
      'rows of the watchlist multiply events that nothing identifies',
    );
  }
  const joined = lookup === undefined ? [] : outsideLines(lookup, carried);
  const result = eventResult(
    rule,
    mapping.id === undefined ? '""' : '_id',
    group,
    details,
    context,
    lookup === undefined ? [] : [scopeColumn],
  );
  return { lines: [...events, ...joined, ...result.lines], columns: result.columns };
};
