/**
 * Events of several kinds together in one window, in any order or in a given one, in Kusto.
 * @module
 */
import type { SourceCondition, TemporalCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';

const list = (...names: readonly string[]): string => names.join(', ');

const conditionText = (condition: SourceCondition, flag: (ref: string) => string): string => {
  switch (condition.kind) {
    case 'source':
      return `${flag(condition.ref)} > 0`;
    case 'not':
      return `not(${conditionText(condition.part, flag)})`;
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => conditionText(part, flag)).join(` ${condition.kind} `)})`;
  }
};

const unordered = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every } = input;
  const refs = correlation.sources.map((source) => source.ref);
  const flag = (ref: string): string => `_p${String(refs.indexOf(ref))}`;
  const all: SourceCondition = { kind: 'and', parts: refs.map((ref) => ({ kind: 'source', ref })) };
  const lines = [
    ...input.select({}, { bySource: true }),
    bucketLine(every),
    `summarize ${list(
      '_c = count()',
      ...refs.map((ref, index) => `${flag(ref)} = countif(_s == ${String(index)})`),
      ...input.keep('_t'),
    )} by ${list(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `summarize ${list(
      '_c = sum(_c)',
      ...refs.map((ref) => `${flag(ref)} = sum(${flag(ref)})`),
      ...input.keep(),
    )} by ${list(...groups, '_T')}`,
    `where ${conditionText(correlation.condition ?? all, flag)}`,
    `extend _value = ${refs.map((ref) => `iff(${flag(ref)} > 0, 1, 0)`).join(' + ')}`,
  ];
  return { lines, extra: [] };
};

/** Two steps: the first event of step one lies before the last of step two, or the trail's own order says so. */
const ordered = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every, context } = input;
  const trail = context.mapping.foreign
    ? undefined
    : {
        id: context.mapping.column('integrity.trail_id').text,
        sequence: context.mapping.column('integrity.sequence').text,
      };
  const edges = ['_e0 = min(iff(_s == 0, _t, datetime(null)))', '_e1 = max(iff(_s == 1, _t, datetime(null)))'];
  const sequences = ['_q0 = min(iff(_s == 0, _seq, long(null)))', '_q1 = max(iff(_s == 1, _seq, long(null)))'];
  const moment =
    trail === undefined
      ? [
          `summarize ${list('_c = count()', ...edges, ...input.keep('_t'))} by ${list(...groups, '_t')}`,
          'extend _tied = 0',
        ]
      : [
          `summarize ${list('_c = count()', ...edges, ...sequences, ...input.keep('_t'))} by ${list(...groups, '_t', '_trail')}`,
          'extend _tied = iff(isnotempty(_trail) and isnotnull(_q0) and isnotnull(_q1) and _q0 < _q1, 1, 0)',
        ];
  const steps = ['_c = sum(_c)', '_e0 = min(_e0)', '_e1 = max(_e1)', '_tied = max(_tied)', ...input.keep()];
  const lines = [
    ...input.select(trail === undefined ? {} : { _trail: trail.id, _seq: trail.sequence }, { bySource: true }),
    ...moment,
    bucketLine(every),
    `summarize ${list(...steps)} by ${list(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `summarize ${list(...steps)} by ${list(...groups, '_T')}`,
    'where _tied == 1 or (isnotnull(_e0) and isnotnull(_e1) and _e0 < _e1)',
    'extend _value = 2',
  ];
  return { lines, extra: [] };
};

/** temporal and temporal_ordered. */
export const temporalPipeline = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  if (correlation.type === 'temporal') return unordered(correlation, input);
  const { problems } = input.context;
  if (correlation.condition !== undefined) {
    problems.note('correlation.temporal_ordered.condition', 'an order over a condition has no exact form');
  }
  if (correlation.sources.length !== 2) {
    problems.note('correlation.temporal_ordered.steps', 'the order of more than two steps is not followed');
  }
  return ordered(correlation, input);
};
