// Boundary cases: where a wrong edge, a wrong deviation, a forgotten copy or a forgotten NULL shows.
import type { EventObject } from '../../src/evaluate/index.js';
import { canonicalise, EventError, FIELDS } from '../../src/event/index.js';
import type { Predicate, Rule } from '../../src/rules/ir.js';
import { correlationRule, detection, is, match, not, source } from '../targets/sample-rules.js';
import { call, event, given, HOUR, MINUTE, sample, START } from './case-events.js';
import type { Case } from './compare.js';
import { LONG_LIST_CASES } from './long-list-cases.js';
import { NUMBER_CASES } from './number-cases.js';

const failure = (at: number, user = 'u1'): EventObject => event(at, 'auth.failure', { identity: { user_id: user } });

const callOf = (agent: string, at: number): EventObject => call(at, { agent: { agent_id: agent } });
/** The event with the time at which the SIEM received it. */
const arrived = (sent: EventObject, laterMs: number): EventObject => ({
  ...sent,
  event: { ingested: new Date(Date.parse(String(sent['timestamp'])) + laterMs).toISOString() },
});

const copied = failure(2 * MINUTE);
const lateCopy = call(2000);
const inTimeCopy = call(HOUR + 3000);

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

/** Name of the cases with padded strings. */
export const PADDED = 'padded';

/** Strings that a writer may fill as it likes, with the end of their padding. */
const PADDABLE = FIELDS.filter(
  ({ type, values, time, hash, maxLength, group }) =>
    type === 'string' &&
    values === undefined &&
    time !== true &&
    hash !== true &&
    maxLength !== undefined &&
    !['', 'integrity'].includes(group),
).map((facts, index) => ({ facts, end: `end${String(index).padStart(2, '0')}` }));

const filled = (length: number, end: string): string => `${'x'.repeat(length - end.length)}${end}`;

/** In canonical form, as a writer leaves it: undefined where the schema wants a form that padding does not have. */
const written = (given: EventObject): EventObject | undefined => {
  try {
    return JSON.parse(canonicalise(given)) as EventObject;
  } catch (error) {
    if (error instanceof EventError) return undefined;
    throw error;
  }
};

const whole: EventObject = {
  agent: { agent_id: 'a1', session_id: 's1' },
  tool_call: { tool_name: 'read_file' },
  governance: { result: 'allowed' },
};
const withValues = (values: readonly (readonly [string, string, string])[], at: number): EventObject | undefined => {
  const groups: Record<string, EventObject> = structuredClone(whole) as Record<string, EventObject>;
  for (const [group, name, value] of values) groups[group] = { ...groups[group], [name]: value };
  return written(event(at, 'tool_call.completed', groups));
};

const oneEach = PADDABLE.flatMap(({ facts: { group, name, maxLength = 0 }, end }, index) => {
  const made = withValues([[group, name, filled(maxLength, end)]], index * 1000);
  return made === undefined ? [] : [{ made, path: `${group}.${name}`, end }];
});
if (oneEach.length < 20) throw new Error('too few strings were padded');

/** All at once: the line is cut to 4,800 bytes with room for its integrity group, and what was cut is named. */
const allAtOnce = withValues(
  oneEach.map(({ path, end }) => {
    const [group = '', name = ''] = path.split('.');
    const facts = FIELDS.find((field) => field.path === path);
    return [group, name, filled(facts?.maxLength ?? 0, end)];
  }),
  0,
);
if (allAtOnce === undefined || JSON.stringify(allAtOnce).length < 4500) throw new Error('the long line is short');

const ends = ({ path, end }: { readonly path: string; readonly end: string }): Predicate =>
  match(path, { op: 'pattern', cased: true, parts: [{ kind: 'any' }, { kind: 'text', text: end }] });

/** More groups than any cap takes alerts, of three sizes; the names do not sort as their sizes do. */
const groupSizes = Array.from({ length: 1200 }, (_, index) => 3 + ((index * 7) % 3));
/** Fires for every group at one instant. */
export const MANY_GROUPS = {
  rule: sample('event-count'),
  at: START + 5 * MINUTE,
  events: groupSizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, index) => failure(index * 1000, `user-${String(group).padStart(4, '0')}`)),
  ),
};

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
  given('late by ten minutes is not late, by a second more it is', sample('late-count'), [
    ...[0, 1, 2].map((index) => arrived(call(index * 1000), 10 * MINUTE)),
    ...[0, 1, 2].map((index) => arrived(callOf('a2', index * 1000), 10 * MINUTE + 1000)),
  ]),
  given('exactly at the threshold of late arrivals, and one too few', sample('late-count'), [
    ...[0, 1, 2].map((index) => arrived(call(index * MINUTE), HOUR)),
    ...[0, 1].map((index) => arrived(callOf('a2', index * MINUTE), HOUR)),
  ]),
  given('late arrivals at the edges of a window', sample('late-count'), [
    ...[0, 1, 5].map((minute) => arrived(call(minute * MINUTE), HOUR)),
    ...[0, 1, 4].map((minute) => arrived(callOf('a2', minute * MINUTE), HOUR)),
  ]),
  given('late arrivals count where they arrived, not where they happened', sample('late-count'), [
    ...[1, 2, 3].map((hours) => arrived(call(hours * HOUR), 30 * HOUR - hours * HOUR)),
    ...[0, 1, 2].map((index) => arrived(callOf('a2', index * 1000), (index + 1) * HOUR)),
  ]),
  given('of copies the one that arrived first counts', sample('late-count'), [
    ...[0, 1].map((index) => arrived(call(index * 1000), HOUR)),
    // The first copy was in time; the second came within the window.
    arrived(lateCopy, 9 * MINUTE + 55_000),
    arrived(lateCopy, HOUR),
    ...[0, 1].map((index) => arrived(call(HOUR + index * 1000), 10 * MINUTE + 30_000)),
    arrived(inTimeCopy, 9 * MINUTE + 57_000),
    arrived(inTimeCopy, 10 * MINUTE + 58_000),
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
  // Each event is found by the end of its own padding alone.
  given(
    `${PADDED}: one string each`,
    detection('padded', { kind: 'or', parts: oneEach.map(ends) }),
    oneEach.map(({ made }) => made),
  ),
  given(
    `${PADDED}: all at once`,
    detection('long', { kind: 'and', parts: oneEach.map(({ path }) => match(path, { op: 'exists', value: true })) }),
    [allAtOnce],
  ),
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
  ...LONG_LIST_CASES,
  ...NUMBER_CASES,
];
