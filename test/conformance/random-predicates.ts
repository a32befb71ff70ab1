// Random conditions over the event schema: every test; and those that a search without expressions can say.
import fc from 'fast-check';
import type { Comparator, Predicate, Test } from '../../src/rules/ir.js';
import { HOSTILE } from './random-events.js';

const TEXT_FIELDS = ['tool_call.tool_name', 'tool_call.tool_server', 'governance.reason', 'agent.agent_id'];
const LOWER_FIELDS = [
  'event_type',
  'governance.result',
  'governance.decided_by',
  'tool_call.response_status',
  'identity.email',
];
const ARRAY_FIELDS = ['governance.policies_failed', 'tool_call.parameter_fields', 'identity.roles'];

const anyText = fc.constantFrom(
  ...HOSTILE,
  'DENY_ALL',
  'scope',
  'path',
  'PATH',
  'Allowed',
  'blocked',
  'auth.failure',
  'tool_call.completed',
  'user',
  'Alpha',
);
const piece = fc.constantFrom(
  'a',
  'B',
  'sh',
  'ASH',
  '|',
  '\\',
  '"',
  '\n',
  's',
  'k',
  'beta',
  'auth',
  'tool_call.',
  'deny',
  'pa',
  '\u00df',
  ',',
);
const cased = fc.boolean();
const comparator: fc.Arbitrary<Comparator> = fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte');

const equals: fc.Arbitrary<Test> = fc.record({ op: fc.constant('equals' as const), value: anyText, cased });
const pattern: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('pattern' as const),
  cased,
  parts: fc.array(
    fc.oneof(
      piece.map((text) => ({ kind: 'text' as const, text })),
      fc.constant({ kind: 'any' as const }),
      fc.constant({ kind: 'one' as const }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
});
const regex: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('regex' as const),
  source: fc.constantFrom(
    '^ba',
    'sh$',
    '^b.*h$',
    '[a-c]+\\|',
    '\\\\',
    '\\d+',
    '(al|be)pha',
    '"',
    '^.{4}$',
    'k',
    '[^a-z]',
    '^(bash|beta)$',
    '\\s',
    's{1,2}',
  ),
  ignoreCase: fc.boolean(),
  multiline: fc.boolean(),
  dotAll: fc.boolean(),
});
const presence: fc.Arbitrary<Test> = fc.constantFrom<Test>(
  { op: 'null' },
  { op: 'exists', value: true },
  { op: 'exists', value: false },
  { op: 'empty' },
);

const match = (field: fc.Arbitrary<string>, test: fc.Arbitrary<Test>): fc.Arbitrary<Predicate> =>
  fc.record({ kind: fc.constant('match' as const), field, test });

const fieldTest: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('field' as const),
  other: fc.constantFrom('tool_call.tool_server', 'agent.agent_id'),
  mode: fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
  cased,
});
const cidr = fc
  .constantFrom('10.0.0.0/8', '192.168.0.0/24', '2001:db8::/32')
  .map((network): Test => ({ op: 'cidr', network }));
const timeTest: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('time' as const),
  part: fc.constantFrom(
    'minute' as const,
    'hour' as const,
    'day' as const,
    'week' as const,
    'month' as const,
    'year' as const,
  ),
  comparator,
  value: fc.constantFrom(0, 1, 6, 7, 30, 2026),
});

const numbers = match(
  fc.constantFrom('tool_call.duration_ms', 'cost.estimated_cost_usd'),
  fc.oneof(
    fc.record({ op: fc.constant('number' as const), comparator, value: fc.constantFrom(0, 1, 0.1, 100, 5000) }),
    presence.filter((test) => test.op !== 'empty'),
  ),
);

const leaf = fc.oneof(
  match(fc.constantFrom(...TEXT_FIELDS), fc.oneof(equals, pattern, regex, presence)),
  match(fc.constantFrom(...LOWER_FIELDS), fc.oneof(equals, pattern, presence)),
  match(fc.constantFrom(...ARRAY_FIELDS), fc.oneof(equals, pattern, presence)),
  numbers,
  match(fc.constant('tool_call.tool_name'), fieldTest),
  match(fc.constant('identity.source_ip'), cidr),
  match(fc.constant('timestamp'), timeTest),
);

/** Equality, patterns, numbers and presence: no expression, no array, exact case where the schema leaves it open. */
const searchLeaf = (() => {
  const exact = fc.oneof(equals, pattern).map((test): Test => ({ ...test, cased: true }) as Test);
  return fc
    .oneof(
      match(fc.constantFrom(...TEXT_FIELDS), fc.oneof(exact, presence)),
      match(fc.constantFrom(...LOWER_FIELDS), fc.oneof(equals, pattern, presence)),
      numbers,
    )
    .filter(
      (one) => one.kind !== 'match' || one.test.op !== 'pattern' || one.test.parts.every(({ kind }) => kind !== 'one'),
    );
})();

const treeOf = (leaves: fc.Arbitrary<Predicate>): fc.Arbitrary<Predicate> =>
  fc.letrec<{ node: Predicate }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaves,
      fc.record({ kind: fc.constant('not' as const), part: tie('node') }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).node;

/** A condition over the schema's fields. */
export const predicate: fc.Arbitrary<Predicate> = treeOf(leaf);

/** A condition that Datadog's log search can nearly always say. */
export const searchPredicate: fc.Arbitrary<Predicate> = treeOf(searchLeaf);
