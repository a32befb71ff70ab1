/**
 * Events of several kinds together in one window, in any order or in a given one, in ES|QL.
 * @module
 */
import type { SourceCondition, TemporalCorrelation } from '../../rules/ir.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { bucketLine, expandToWindows } from './instants.js';
import { esqlName } from './text.js';

const by = (...names: readonly string[]): string => names.join(', ');

/** The condition over the sources, `name` giving the column that says whether one occurred. */
export const sourceConditionText = (
  condition: SourceCondition,
  name: (ref: string) => string,
  words: { readonly and: string; readonly or: string; readonly not: string },
): string => {
  switch (condition.kind) {
    case 'source':
      return `${name(condition.ref)} > 0`;
    case 'not':
      return `${words.not}(${sourceConditionText(condition.part, name, words)})`;
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => sourceConditionText(part, name, words)).join(` ${words[condition.kind]} `)})`;
  }
};

const unordered = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every } = input;
  const refs = correlation.sources.map((source) => source.ref);
  const flag = (ref: string): string => `_p${String(refs.indexOf(ref))}`;
  const all: SourceCondition = { kind: 'and', parts: refs.map((ref) => ({ kind: 'source', ref })) };
  const perSource = refs.map((ref, index) => `${flag(ref)} = SUM(CASE(_s == ${String(index)}, 1, 0))`);
  const again = refs.map((ref) => `${flag(ref)} = SUM(${flag(ref)})`);
  const lines = [
    ...input.select({}, { bySource: true }),
    bucketLine(every),
    `STATS ${by('_c = COUNT(*)', ...perSource, ...input.keep('_t'))} BY ${by(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `STATS ${by('_c = SUM(_c)', ...again, ...input.keep())} BY ${by(...groups, '_T')}`,
    `WHERE ${sourceConditionText(correlation.condition ?? all, flag, { and: 'AND', or: 'OR', not: 'NOT ' })}`,
    `EVAL _value = ${refs.map((ref) => `CASE(${flag(ref)} > 0, 1, 0)`).join(' + ')}`,
  ];
  return { lines, extra: [] };
};

/** Two steps: the first event of step one lies before the last of step two, or the trail's own order says so. */
const ordered = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every, context } = input;
  const trail = context.mapping.foreign
    ? undefined
    : { id: context.mapping.column('integrity.trail_id'), sequence: context.mapping.column('integrity.sequence') };
  const select: Readonly<Record<string, string>> =
    trail === undefined
      ? {}
      : { _trail: `MIN(${esqlName(trail.id.name)})`, _seq: `MIN(${esqlName(trail.sequence.name)})` };
  const sameMoment =
    trail === undefined
      ? []
      : [
          `STATS ${by(
            '_c = COUNT(*)',
            '_q0 = MIN(CASE(_s == 0, _seq, null))',
            '_q1 = MAX(CASE(_s == 1, _seq, null))',
            '_e0 = MIN(CASE(_s == 0, _t, null))',
            '_e1 = MAX(CASE(_s == 1, _t, null))',
            ...input.keep('_t'),
          )} BY ${by(...groups, '_t', '_trail')}`,
          'EVAL _tied = CASE(_trail IS NOT NULL AND _q0 < _q1, 1, 0)',
        ];
  const foreign = [
    `STATS ${by(
      '_c = COUNT(*)',
      '_e0 = MIN(CASE(_s == 0, _t, null))',
      '_e1 = MAX(CASE(_s == 1, _t, null))',
      ...input.keep('_t'),
    )} BY ${by(...groups, '_t')}`,
    'EVAL _tied = 0',
  ];
  const steps = ['_c = SUM(_c)', '_e0 = MIN(_e0)', '_e1 = MAX(_e1)', '_tied = MAX(_tied)', ...input.keep()];
  const lines = [
    ...input.select(select, { bySource: true }),
    ...(trail === undefined ? foreign : sameMoment),
    bucketLine(every),
    `STATS ${by(...steps)} BY ${by(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `STATS ${by(...steps)} BY ${by(...groups, '_T')}`,
    'WHERE _e0 < _e1 OR _tied == 1',
    'EVAL _value = 2',
  ];
  return { lines, extra: [] };
};

/** temporal and temporal_ordered. */
export const temporalPipeline = (correlation: TemporalCorrelation, input: CorrelationInput): Pipeline => {
  if (correlation.type === 'temporal') return unordered(correlation, input);
  if (correlation.condition !== undefined) {
    input.context.problems.note(
      'correlation.temporal_ordered.condition',
      'an order over a condition has no exact form',
    );
  }
  if (correlation.sources.length !== 2) {
    const reason = 'ES|QL joins no intermediate results: the order of three or more steps cannot be followed';
    input.context.problems.note('correlation.temporal_ordered.steps', reason);
  }
  return ordered(correlation, input);
};
