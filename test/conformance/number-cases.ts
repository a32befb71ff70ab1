// Numbers that JavaScript writes with an exponent or does not hold exactly, and money that is no whole number of binary parts.
import type { Comparator, Predicate, Rule } from '../../src/rules/ir.js';
import { correlationRule, detection, match, or, source } from '../targets/sample-rules.js';
import { call, given, HOUR, MINUTE } from './case-events.js';
import type { Case } from './compare.js';

const COST = 'cost.estimated_cost_usd';
const DURATION = 'tool_call.duration_ms';
const compared = (field: string, comparator: Comparator, value: number): Predicate =>
  match(field, { op: 'number', comparator, value });

const spent = (at: number, usd: number) => call(at, { cost: { estimated_cost_usd: usd } });
const took = (at: number, ms: number) => call(at, { tool_call: { duration_ms: ms } });

const completed = detection('completed', { kind: 'true' });
const dollars = (type: 'value_sum' | 'value_avg', value: number, parameter = false): Rule =>
  correlationRule(
    'dollars',
    {
      type,
      every: 5 * MINUTE,
      timespanMs: 5 * MINUTE,
      groupBy: ['agent.agent_id'],
      sources: [source(completed, ['agent.agent_id'])],
      condition: [{ comparator: 'gte', value }],
      fields: [COST],
    },
    parameter ? { parameters: [{ name: 'dollars', path: 'correlation.condition.gte', value, default: value }] } : {},
  );

const running = (floor: number, parameter = false): Rule =>
  correlationRule(
    'running',
    {
      type: 'ratio',
      field: COST,
      historyBuckets: 12,
      factor: 2,
      floor,
      minActive: 5,
      every: HOUR,
      timespanMs: 24 * HOUR,
      groupBy: ['agent.agent_id'],
      sources: [source(completed, ['agent.agent_id'])],
    },
    parameter
      ? { parameters: [{ name: 'floor', path: 'correlation.condition.floor', value: floor, default: floor }] }
      : {},
  );

const days = (last: number) =>
  [0.01, 0.01, 0.01, 0.01, 0.01, last].map((usd, day) => spent(day * 24 * HOUR + HOUR / 2, usd));

export const NUMBER_CASES: readonly Case[] = [
  given(
    'numbers above 64 bits',
    detection('above', or(compared(COST, 'lt', 1e21), compared(DURATION, 'lte', 2 ** 64))),
    [spent(0, 1), took(1000, 5), call(2000)],
  ),
  given('integers above 63 bits, not above 64', detection('between', compared(DURATION, 'lt', 9.3e18)), [
    took(0, 9_007_199_254_740_991),
    call(1000),
  ]),
  given(
    'numbers below 64 bits, negative',
    detection('below', or(compared(COST, 'gt', -1e21), compared(DURATION, 'gt', -(2 ** 63)))),
    [spent(0, 1), took(1000, 5), call(2000)],
  ),
  given(
    'an integer at the last one that is exact',
    detection('exact', compared(DURATION, 'gte', 9_007_199_254_740_991)),
    [took(0, 9_007_199_254_740_991), took(1000, 9_007_199_254_740_990)],
  ),
  given(
    'the largest and the smallest number',
    detection('ends', or(compared(COST, 'gte', Number.MAX_VALUE), compared(DURATION, 'lt', Number.MIN_VALUE))),
    [spent(0, 1_000_000_000), took(1000, 0), took(2000, 1)],
  ),
  given('numbers with more than twenty decimals', detection('tiny', compared(COST, 'gt', 1.5e-22)), [
    spent(0, 0),
    spent(1000, 1e-6),
  ]),
  given('digits that give a number back', detection('digits', compared(COST, 'eq', 0.30000000000000004)), [
    spent(0, 0.3),
    spent(1000, 0.30000000000000004),
  ]),
  given('a sum of exactly 1.1 dollars', dollars('value_sum', 1.1), [spent(0, 0.55), spent(1000, 0.55)]),
  given('a sum of one micro-dollar less', dollars('value_sum', 1.1), [spent(0, 0.55), spent(1000, 0.549999)]),
  given(
    'an average of exactly 1.1 dollars',
    dollars('value_avg', 1.1),
    [0.9, 1.1, 1.3].map((usd, at) => spent(at, usd)),
  ),
  given('a sum of exactly 1.1 dollars, as a parameter', dollars('value_sum', 1.1, true), [
    spent(0, 0.55),
    spent(1000, 0.55),
  ]),
  given(
    'an average of exactly 1.1 dollars, as a parameter',
    dollars('value_avg', 1.1, true),
    [0.9, 1.1, 1.3].map((usd, at) => spent(at, usd)),
  ),
  given('a day of exactly 1.1 dollars', running(1.1), days(1.1)),
  given('a day of one micro-dollar less', running(1.1), days(1.099999)),
  given('a day of exactly 1.1 dollars, as a parameter', running(1.1, true), days(1.1)),
];
