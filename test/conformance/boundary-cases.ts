// Boundary cases: where a wrong edge, a wrong deviation, a forgotten copy or a forgotten NULL shows.
import type { EventObject } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { correlationRule, detection, is, match, not, SAMPLE_RULES, source } from '../targets/sample-rules.js';
import type { Case } from './compare.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);

const sample = (name: string): Rule => {
  const rule = SAMPLE_RULES.find((one) => one.meta.ruleId === name);
  if (rule === undefined) throw new Error(`no sample rule ${name}`);
  return rule;
};

let next = 0;
const event = (at: number, type: string, groups: EventObject = {}): EventObject => {
  next += 1;
  return {
    event_id: `evt_${String(next).padStart(26, '0')}`,
    timestamp: new Date(START + at).toISOString(),
    schema_version: '1.3.0',
    event_type: type,
    ...groups,
  };
};

const failure = (at: number, user = 'u1'): EventObject => event(at, 'auth.failure', { identity: { user_id: user } });
const call = (at: number, groups: EventObject = {}): EventObject =>
  event(at, 'tool_call.completed', { agent: { agent_id: 'a1' }, ...groups });

const given = (name: string, rule: Rule, events: readonly EventObject[]): Case => ({ name, rule, events, lookups: {} });

const copied = failure(2 * MINUTE);

/** Hours of 10 and 30 calls in turn (mean 20, deviation 10), then one of `last`. */
const hours = (last: number): readonly EventObject[] =>
  [...Array.from({ length: 12 }, (_, hour) => (hour % 2 === 0 ? 10 : 30)), last].flatMap((count, hour) =>
    Array.from({ length: count }, (_, index) => call(hour * HOUR + index * 1000)),
  );

const distinctValues: Rule = correlationRule('distinct-values', {
  type: 'value_count',
  every: 5 * MINUTE,
  timespanMs: 5 * MINUTE,
  groupBy: ['agent.agent_id'],
  sources: [source(detection('completed', is('event_type', 'tool_call.completed')), ['agent.agent_id'])],
  condition: [{ comparator: 'gte', value: 20_000 }],
  fields: ['tool_call.tool_name'],
});

/** Each string at its cap, one event each. */
const padded = [
  'tool_call.tool_name',
  'tool_call.tool_server',
  'identity.user_id',
  'agent.agent_id',
  'target.system',
].map((path, index) => {
  const [group = '', leaf = ''] = path.split('.');
  return event(index * 1000, 'tool_call.completed', { [group]: { [leaf]: 'x'.repeat(256) } });
});

/** The cases. */
export const BOUNDARY_CASES: readonly Case[] = [
  given('exactly at the threshold', sample('event-count'), [failure(0), failure(MINUTE), failure(3 * MINUTE)]),
  given('the first event leaves as the third comes', sample('event-count'), [
    failure(0),
    failure(MINUTE),
    failure(5 * MINUTE),
  ]),
  given('a millisecond inside the window', sample('event-count'), [
    failure(1),
    failure(MINUTE),
    failure(5 * MINUTE - 1),
  ]),
  given('other events do not count', sample('event-count'), [
    failure(0),
    failure(MINUTE),
    ...[1, 2, 3].map((at) => event(at, 'auth.success', { identity: { user_id: 'u1' } })),
  ]),
  given('copies count once', sample('event-count'), [failure(MINUTE), copied, copied, copied]),
  given('events without the group', sample('event-count'), [
    event(0, 'auth.failure'),
    event(1, 'auth.failure'),
    event(2, 'auth.failure'),
  ]),
  given('between population and sample deviation', sample('baseline'), hours(51)),
  given('exactly at the deviation', sample('baseline'), hours(50)),
  given('twenty thousand values, and one too few', distinctValues, [
    ...Array.from({ length: 20_000 }, (_, index) => call(index, { tool_call: { tool_name: `tool-${String(index)}` } })),
    ...Array.from({ length: 19_999 }, (_, index) =>
      call(HOUR + index, { tool_call: { tool_name: `tool-${String(index)}` } }),
    ),
  ]),
  given('NOT holds where the field is missing', detection('missing', not(is('governance.decided_by', 'user'))), [
    event(0, 'tool_call.blocked'),
    event(1, 'tool_call.blocked', { governance: { decided_by: 'user' } }),
    event(2, 'tool_call.blocked', { governance: { decided_by: 'policy' } }),
  ]),
  given('NOT over an array', detection('array', not(is('governance.policies_failed', 'scope'))), [
    event(0, 'tool_call.blocked'),
    event(1, 'tool_call.blocked', { governance: { policies_failed: ['deny_all', 'scope'] } }),
    event(2, 'tool_call.blocked', { governance: { policies_failed: ['deny_all'] } }),
  ]),
  given('padded strings', detection('padded', match('tool_call.tool_name', { op: 'exists', value: true })), padded),
  given(
    'order within one millisecond, by the trail',
    sample('temporal-ordered'),
    [1, 2].flatMap((number) => {
      const integrity = (sequence: number) => ({ trail_id: 't1', sequence, previous_hash: 'sha256:0' });
      const user = { identity: { user_id: `u${String(number)}` } };
      return [
        event(MINUTE, 'auth.failure', { ...user, integrity: integrity(number === 1 ? 1 : 4) }),
        event(MINUTE, 'auth.success', { ...user, integrity: integrity(number === 1 ? 2 : 3) }),
      ];
    }),
  ),
];
