// Random events: few values, so that rules meet them; hostile ones among them; times that love the edges of buckets.
import fc from 'fast-check';
import type { EventObject } from '../../src/evaluate/index.js';

const MINUTE = 60_000;

/** Where random events begin; placed elsewhere by the suite. */
export const BASE = Date.UTC(2026, 0, 1, 6);

/** Text that has broken queries, foldings and keys. */
export const HOSTILE: readonly string[] = [
  'Bash',
  'bash',
  'BASH',
  'ba*sh',
  'a|b',
  'a\\|b',
  'quote"inside',
  "single'quote",
  'back\\slash',
  'line\nbreak',
  'B\u212aash',
  'Stra\u00dfe',
  'stra\u017fe',
  '\u0130stanbul',
  'tab\tstop',
  '${x} %{y} {{z}}',
  '/regex/',
  'a,"b',
  '" OR 1 == 1 //',
  '" | where true //',
  '\u{1f600}',
];

/** Half of the time the field is missing. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

const text = fc.constantFrom(...HOSTILE);
const name = fc.constantFrom('alpha', 'Beta', 'gamma', 'a|b', 'alpha beta');
const tags = fc.uniqueArray(fc.constantFrom('deny_all', 'scope', 'a,"b', 'path', 'x'), { minLength: 1, maxLength: 3 });
const fields = fc.uniqueArray(fc.constantFrom('path', 'Path', 'query', 'a"b', 'user.name'), {
  minLength: 1,
  maxLength: 3,
});

/** Leaves out what is undefined; a group without fields is left out. */
const compact = (group: Readonly<Record<string, unknown>>): EventObject | undefined => {
  const entries = Object.entries(group).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const time = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 180 * MINUTE }) },
  // On a bucket's edge, a millisecond before and after.
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 36 }), fc.constantFrom(-1, 0, 1))
      .map(([n, off]) => n * 5 * MINUTE + off),
  },
);

const event = fc
  .record({
    time,
    event_type: fc.constantFrom(
      'tool_call.completed',
      'tool_call.blocked',
      'auth.failure',
      'auth.success',
      'model.request_completed',
    ),
    identity: fc.record({
      user_id: maybe(name),
      email: maybe(fc.constantFrom('a@example.com', 'b@example.com')),
      roles: maybe(tags),
      source_ip: maybe(fc.constantFrom('10.1.2.3', '192.168.0.9', '2001:db8::1', '::ffff:10.9.9.9')),
      country: maybe(fc.constantFrom('DE', 'FR', 'US')),
    }),
    agent: fc.record({ agent_id: maybe(name), session_id: maybe(fc.constantFrom('s1', 's2', 's3')) }),
    governance: fc.record({
      result: maybe(fc.constantFrom('allowed', 'denied', 'blocked')),
      decided_by: maybe(fc.constantFrom('policy', 'user', 'config')),
      policies_failed: maybe(tags),
      reason: maybe(text),
    }),
    tool_call: fc.record({
      tool_name: maybe(text),
      tool_server: maybe(text),
      parameter_fields: maybe(fields),
      duration_ms: maybe(fc.constantFrom(0, 1, 5, 100, 5000, 5001)),
      response_status: maybe(fc.constantFrom('success', 'error')),
    }),
    target: fc.record({ department: maybe(fc.constantFrom('hr', 'finance', 'Finance')) }),
    cost: fc.record({ estimated_cost_usd: maybe(fc.constantFrom(0, 0.1, 0.2, 0.0000005, 0.0089, 1.25, 3)) }),
    trail: maybe(fc.record({ trail_id: fc.constantFrom('t1', 't2'), sequence: fc.integer({ min: 1, max: 9 }) })),
  })
  .map(({ time: offset, trail, event_type, ...groups }) => ({
    offset,
    body: {
      event_type,
      ...(trail === undefined ? {} : { integrity: { ...trail, previous_hash: `sha256:${'0'.repeat(64)}` } }),
      ...Object.fromEntries(
        Object.entries(groups)
          .map(([group, values]) => [group, compact(values)] as const)
          .filter(([, values]) => values !== undefined),
      ),
    },
  }));

/** Up to 40 events within three hours, some of them delivered twice. */
export const randomEvents: fc.Arbitrary<readonly EventObject[]> = fc
  .tuple(fc.array(event, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(39), { maxLength: 5 }))
  .map(([events, copies]) => {
    const written = events.map(({ offset, body }, index) => ({
      event_id: `evt_${String(index).padStart(26, '0')}`,
      timestamp: new Date(BASE + offset).toISOString(),
      schema_version: '1.3.0',
      ...body,
    }));
    return [...written, ...copies.flatMap((index) => written.slice(index, index + 1))];
  });
