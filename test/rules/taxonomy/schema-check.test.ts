import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, FIELDS } from '../../../src/event/index.js';
import { parseRules, type Predicate } from '../../../src/rules/index.js';
import { isRequired } from '../../../src/rules/taxonomy/field-table.js';
import { canMatch } from '../../../src/rules/taxonomy/satisfiable.js';
import { patternMatches } from '../../../src/rules/taxonomy/text-passes.js';

const HEAD =
  'title: t\nid: 0e95725d-7320-415d-80f7-004da920fc11\ntaxonomy: agent-governance\nlogsource: {product: ai_agent}\n';
const check = (detection: string) => parseRules([{ file: 'r.yml', text: `${HEAD}detection:\n${detection}` }]).issues;
const one = (selection: string) => check(`  s: {${selection}}\n  condition: s\n`);

describe('taxonomy: agent-governance', () => {
  it.each([
    ['tool_name: x', 'taxonomy.unknown-field', 'Did you mean tool_call.tool_name?'],
    ['tool_call.tool_nmae: x', 'taxonomy.unknown-field', 'Did you mean tool_call.tool_name?'],
    ['tool_call.status: x', 'taxonomy.unknown-field', 'Did you mean tool_call.response_status?'],
    ['status: x', 'taxonomy.unknown-field', 'Did you mean tool_call.response_status?'],
    ['event_type: tool_call.bloked', 'taxonomy.value', 'Did you mean tool_call.blocked?'],
    ["event_type|startswith: 'tools.'", 'taxonomy.value', undefined],
    ["event_type|re: '^x'", 'taxonomy.value', undefined],
    ["cost.input_tokens: '5'", 'taxonomy.type', undefined],
    ['cost.input_tokens|contains: 5', 'taxonomy.type', undefined],
    ['cost.input_tokens: 5.5', 'taxonomy.never', undefined],
    ['tool_call.tool_name: 5', 'taxonomy.type', 'Put the value in quotes.'],
    ['tool_call.tool_name: true', 'taxonomy.type', undefined],
    ['agent.agent_id|hour: 5', 'taxonomy.type', undefined],
    ["identity.email: ''", 'taxonomy.never', undefined],
    ['identity.email|cased: Bob@Example.com', 'taxonomy.never', undefined],
    ['tool_call.parameters_hash: abc', 'taxonomy.never', undefined],
    [`agent.agent_id: ${'x'.repeat(257)}`, 'taxonomy.never', undefined],
    ['agent.agent_id|fieldref: agent.agent', 'taxonomy.unknown-field', undefined],
    ['governance.decided_by|all: [user, policy]', 'taxonomy.contradiction', undefined],
    ['event_type: tool_call.blocked, tool_call.tool_name: null', 'taxonomy.contradiction', undefined],
    ['cost.input_tokens|gt: 5, cost.input_tokens|lt: 3', 'taxonomy.contradiction', undefined],
    ['tool_call.tool_name|cased|all: [Bash, bash]', 'taxonomy.contradiction', undefined],
    ['cost.input_tokens|lt: 0', 'taxonomy.never', 'Look at the number and the direction.'],
    ['cost.input_tokens: -1', 'taxonomy.never', undefined],
    ['cost.estimated_cost_usd|gt: 1000000000', 'taxonomy.never', undefined],
    ['integrity.sequence|lte: 0', 'taxonomy.never', undefined],
    ['cost.input_tokens|gt: 5, cost.input_tokens|lt: 6', 'taxonomy.contradiction', undefined],
    [
      'cost.input_tokens|gt: 5, cost.input_tokens|neq: [6, 7], cost.input_tokens|lt: 8',
      'taxonomy.contradiction',
      undefined,
    ],
  ])('%s is %s', (selection, code, mend) => {
    const issues = one(selection);
    expect(issues.map((issue) => issue.code)).toEqual([code]);
    if (mend !== undefined) expect(issues[0]?.mend).toBe(mend);
  });

  it.each([
    'event_type: tool_call.blocked, governance.decided_by: [policy, config]',
    'event_type|contains: blocked',
    'tool_call.tool_name|all: [Bash, bash]',
    'identity.roles|all: [admin, auditor]',
    'cost.estimated_cost_usd: 0.5',
    'cost.input_tokens|lte: 0',
    'cost.estimated_cost_usd|gt: 5, cost.estimated_cost_usd|lt: 5.2',
    'cost.estimated_cost_usd|gt: 5, cost.estimated_cost_usd|neq: 5.1, cost.estimated_cost_usd|lt: 5.2',
    'cost.input_tokens|gt: 5, cost.input_tokens|neq: 6, cost.input_tokens|lt: 8',
    'cost.input_tokens|exists: true',
    'timestamp|hour|gte: 20',
    'identity.source_ip|cidr: 10.0.0.0/8',
    "agent.agent_id|re: '^agt_'",
    'identity.user_id|exists: false',
    'agent.agent_id|fieldref: agent.agent_name',
  ])('%s is right', (selection) => {
    expect(one(selection)).toEqual([]);
  });

  it('looks at the condition as a whole, and names it', () => {
    const issues = check(
      '  a: {event_type: tool_call.blocked}\n  b: {event_type: tool_call.failed}\n  condition: a and b\n',
    );
    expect(issues).toMatchObject([{ code: 'taxonomy.contradiction', line: 8, column: 14 }]);
    expect(check('  a: {event_type: tool_call.blocked}\n  condition: a and not a\n')).toMatchObject([
      { code: 'taxonomy.contradiction' },
    ]);
  });

  it('reports all that is wrong, not the first alone', () => {
    const issues = check('  a: {event_typ: x, agent.id: y}\n  b: {event_type: z}\n  condition: a or c\n');
    expect(issues.map(({ code }) => code)).toEqual([
      'taxonomy.unknown-field',
      'taxonomy.unknown-field',
      'taxonomy.value',
      'condition.unknown-selection',
    ]);
  });

  it('checks what correlations group by and aggregate', () => {
    const correlation = (body: string) =>
      parseRules([
        {
          file: 'r.yml',
          text: `title: c\nname: c\ntaxonomy: agent-governance\ncorrelation: ${body}\n---\n${HEAD.replace('title: t', 'title: t\nname: base')}detection:\n  s: {event_type: auth.failure}\n  condition: s\n`,
        },
      ]).issues.map(({ code }) => code);
    const body = '{type: event_count, rules: [base], group-by: [identity.user_id], timespan: 10m, condition: {gte: 5}}';
    expect(correlation(body)).toEqual([]);
    expect(correlation(body.replace('identity.user_id', 'identity.user'))).toEqual(['taxonomy.unknown-field']);
    expect(correlation(body.replace('identity.user_id', 'identity.roles'))).toEqual(['correlation.group-by']);
    expect(
      correlation(body.replace('event_count', 'value_sum').replace('gte: 5', 'gte: 5, field: agent.agent_id')),
    ).toEqual(['taxonomy.type']);
    expect(
      correlation(body.replace('event_count', 'value_sum').replace('gte: 5', 'gte: 5, field: cost.input_tokens')),
    ).toEqual([]);
  });

  it('checks a correlation without a taxonomy by the rules that it counts', () => {
    const found = (group: string, counted: string) =>
      parseRules([
        {
          file: 'r.yml',
          text: `title: c\ncorrelation: {type: value_count, rules: [0e95725d-7320-415d-80f7-004da920fc11], group-by: [${group}], timespan: 10m, condition: {field: agent.agent, gte: 2}}\n---\n${counted}`,
        },
      ]).issues.map(({ code, line }) => `${line} ${code}`);
    const own = `${HEAD}detection:\n  s: {event_type: auth.failure}\n  condition: s\n`;
    expect(found('identity.user', own)).toEqual(['2 taxonomy.unknown-field', '2 taxonomy.unknown-field']);
    expect(found('anything', own.replace('agent-governance', 'other'))).toEqual([]);
  });
  it('leaves rules of other taxonomies alone', () => {
    expect(
      parseRules([
        {
          file: 'r.yml',
          text: `${HEAD.replace('taxonomy: agent-governance\n', 'taxonomy: other\n')}detection:\n  s: {anything: 1}\n  condition: s\n`,
        },
      ]).issues,
    ).toEqual([]);
  });
});

describe('field table', () => {
  it('knows what the schema requires of each event type', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../src/event/governance-event.schema.json', import.meta.url), 'utf8'),
    );
    for (const { if: condition, then } of schema.allOf) {
      const pattern = new RegExp(condition.properties.event_type.pattern);
      for (const type of EVENT_TYPES.filter((each) => pattern.test(each))) {
        for (const [group, { required }] of Object.entries<{ required: string[] }>(then.properties)) {
          for (const name of required)
            expect(isRequired(`${group}.${name}`, type), `${group}.${name} of ${type}`).toBe(true);
        }
      }
    }
    for (const name of schema.required) expect(isRequired(name, 'auth.failure')).toBe(true);
    const required = FIELDS.flatMap(({ path }) =>
      EVENT_TYPES.filter((type) => isRequired(path, type)).map((type) => `${path} ${type}`),
    );
    // 4 envelope fields of all types, 2 of the five tool_call types, 1 of session and 1 of secret types.
    expect(required).toHaveLength(4 * EVENT_TYPES.length + 2 * 5 + 2 + 2);
  });
});

describe('patterns', () => {
  it('agree with a regular expression', () => {
    const part = fc.oneof(
      fc.stringMatching(/^[ab]{1,2}$/).map((text) => ({ kind: 'text' as const, text })),
      fc.constant({ kind: 'any' as const }),
      fc.constant({ kind: 'one' as const }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.stringMatching(/^[ab]{0,8}$/), (parts, text) => {
        const regex = parts
          .map((each) => (each.kind === 'text' ? each.text : each.kind === 'any' ? '.*' : '.'))
          .join('');
        expect(patternMatches(parts, true, text)).toBe(new RegExp(`^${regex}$`).test(text));
      }),
    );
  });
});

describe('canMatch', () => {
  const match = (field: string, value: string): Predicate => ({
    kind: 'match',
    field,
    test: { op: 'equals', value, cased: false },
  });
  const exists = (field: string, value: boolean): Predicate => ({
    kind: 'match',
    field,
    test: { op: 'exists', value },
  });
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('agent.agent_id', 'tool_call.tool_name'), fc.constantFrom('a', 'b'))
      .map(([field, value]) => match(field, value)),
    fc
      .tuple(fc.constantFrom('agent.agent_id', 'tool_call.tool_name'), fc.boolean())
      .map(([field, value]) => exists(field, value)),
    fc.constantFrom('auth.failure', 'tool_call.failed').map((value) => match('event_type', value)),
  );
  const predicate = fc.letrec<{ node: Predicate }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
        .map(([kind, parts]): Predicate => ({ kind, parts })),
      tie('node').map((part): Predicate => ({ kind: 'not', part })),
    ),
  })).node;

  const holds = (each: Predicate, event: Readonly<Record<string, string | undefined>>): boolean => {
    switch (each.kind) {
      case 'and':
        return each.parts.every((part) => holds(part, event));
      case 'or':
        return each.parts.some((part) => holds(part, event));
      case 'not':
        return !holds(each.part, event);
      case 'match':
        return each.test.op === 'exists'
          ? (event[each.field] !== undefined) === each.test.value
          : each.test.op === 'equals' && event[each.field] === each.test.value;
      default:
        return true;
    }
  };

  it('is true exactly when some event of the schema matches', () => {
    const values = ['a', 'b', 'c', undefined];
    const events = EVENT_TYPES.flatMap((type) =>
      values.flatMap((agent) =>
        values
          .map((tool) => ({ event_type: type as string, 'agent.agent_id': agent, 'tool_call.tool_name': tool }))
          .filter(
            (event) =>
              !type.startsWith('tool_call.') ||
              (event['agent.agent_id'] !== undefined && event['tool_call.tool_name'] !== undefined),
          ),
      ),
    );
    fc.assert(
      fc.property(predicate, (each) => {
        expect(canMatch(each)).toBe(events.some((event) => holds(each, event)));
      }),
      { numRuns: 300 },
    );
  });
});
