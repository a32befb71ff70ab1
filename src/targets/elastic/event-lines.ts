/**
 * Rules that look at single events, plain detections and lookups, as lines.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { outsideColumns, outsideLines, scopeColumn } from './lookup.js';
import { eventResult } from './pipeline.js';
import { oneValue, selectEvents } from './select-events.js';
import type { EventSource } from './select-events.js';
import { esqlName } from './text.js';
import { detailColumns, sourcesOf, type Compiling } from './compiling.js';

/** The lines and the columns they give. */
export const perEventLines = (
  rule: Rule,
  compiling: Compiling,
): { readonly lines: readonly string[]; readonly columns: readonly string[] } => {
  const { context, range } = compiling;
  const { mapping } = context;
  const lookup = rule.kind === 'correlation' && rule.correlation.type === 'lookup' ? rule.correlation : undefined;
  const group = lookup === undefined ? rule.meta.group : lookup.groupBy;
  const details = rule.meta.details.filter((field) => !group.includes(field));
  const groupColumns = Object.fromEntries(
    group.map((field, index) => [`_g${String(index)}`, oneValue({ ...mapping.column(field), money: false })]),
  );
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
      ...groupColumns,
      ...(lookup === undefined ? {} : outsideColumns(lookup, { context })),
      ...detailColumns(details, compiling),
    },
  });
  const id = mapping.id === undefined ? 'CONCAT(_index, "/", _id)' : esqlName(mapping.id);
  const carried = [
    ...group.map((_, index) => `_g${String(index)} = MIN(_g${String(index)})`),
    ...details.map((_, index) => `_d${String(index)} = VALUES(_d${String(index)})`),
  ];
  const joined = lookup === undefined ? [] : [`EVAL _event = ${id}`, ...outsideLines(lookup, carried)];
  const result = eventResult(
    rule,
    lookup === undefined ? id : '_event',
    group,
    details,
    lookup === undefined ? [] : [scopeColumn],
  );
  return { lines: [...events, ...joined, ...result.lines], columns: result.columns };
};
