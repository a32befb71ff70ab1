import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowAll,
  allowList,
  composeEngines,
  createPolicyEngine,
  decide,
  denyRules,
  ENGINE_FAILURE_RULE,
  scopeCheck,
  secretCheck,
  type PolicyCall,
} from '../../src/policy/index.js';
import { matchesName } from '../../src/policy/name-pattern.js';

const call = (over: Partial<PolicyCall> = {}): PolicyCall => ({
  tool_name: 'read_file',
  tool_server: 'filesystem',
  call_id: 'call_1',
  parameters: { path: '/tmp/a', filter: { owner: 'x' }, items: [{ id: 7 }] },
  parameters_hash: `sha256:${'0'.repeat(64)}`,
  parameter_fields: ['path'],
  secrets: [],
  agent: { agent_id: 'agt_1' },
  ...over,
});

describe('allowList', () => {
  const engine = createPolicyEngine([allowList({ tools: ['read_*', 'git/status', 'postgres/*'] })]);
  it.each([
    ['read_file', 'filesystem', 'allowed'],
    ['read_file', undefined, 'allowed'],
    ['status', 'git', 'allowed'],
    ['status', 'other', 'blocked'],
    ['status', undefined, 'blocked'],
    ['query', 'postgres', 'allowed'],
    ['write_file', 'filesystem', 'blocked'],
    ['READ_FILE', 'filesystem', 'blocked'],
  ])('%s of %s is %s', async (tool_name, tool_server, result) => {
    expect(await engine.evaluate(call({ tool_name, tool_server }))).toMatchObject({
      result,
      policies_evaluated: ['tool_allow_list'],
      policies_failed: result === 'blocked' ? ['tool_allow_list'] : [],
    });
  });
});

describe('denyRules', () => {
  const rules = denyRules([
    { name: 'no_shell', tool: 'shell' },
    { name: 'no_prod', server: 'prod-*' },
    { name: 'no_etc', parameter: { field: 'path', matches: /^\/etc\//g }, reason: 'system files' },
    { name: 'no_owner', tool: 'read_*', parameter: { field: 'filter.*', matches: /^root$/ } },
    { name: 'no_item', parameter: { field: 'items[].id', matches: /^13$/ } },
  ]);
  it.each([
    [{}, undefined],
    [{ tool_name: 'shell' }, 'no_shell'],
    [{ tool_server: 'prod-db' }, 'no_prod'],
    [{ parameters: { path: '/etc/passwd' } }, 'no_etc'],
    [{ parameters: { filter: { owner: 'root' } } }, 'no_owner'],
    [{ tool_name: 'list', parameters: { filter: { owner: 'root' } } }, undefined],
    [{ parameters: { items: [{ id: 1 }, { id: 13 }] } }, 'no_item'],
  ])('%j matches %s, every time', async (over, rule) => {
    // Twice: a global regular expression must not remember where it was.
    for (let round = 0; round < 2; round += 1) expect((await rules.check(call(over)))?.rule).toBe(rule);
  });

  it('refuses a rule that would deny everything by accident', () => {
    expect(() => denyRules([{ name: 'oops' }])).toThrow(/would deny everything/);
  });
});

it('secretCheck names the types and lets excepted ones pass', async () => {
  const secrets = ['jwt', 'github_pat'].map((type) => ({ type, path: 'p', fingerprint: 'f' }));
  expect(await secretCheck().check(call({ secrets }))).toMatchObject({
    reason: 'secrets in the parameters: jwt, github_pat',
  });
  expect(await secretCheck({ except: ['jwt', 'github_pat'] }).check(call({ secrets }))).toBeUndefined();
  expect(await secretCheck().check(call())).toBeUndefined();
});

it.each([
  [{ department: 'finance' }, 'agent_scope'],
  [{ department: 'sales' }, undefined],
  [{ data_classification: 'PHI' }, 'agent_scope'],
  [{ data_classification: 'Internal' }, undefined],
  [{ system: 'crm' }, undefined],
])('scopeCheck on %j gives %s', async (target, rule) => {
  const policy = scopeCheck({ departments: ['sales'], dataClasses: ['internal', 'public'] });
  expect((await policy.check(call({ target })))?.rule).toBe(rule);
});

describe('composition', () => {
  it('evaluates every policy; the first refusal in order decides', async () => {
    const engine = createPolicyEngine([
      allowList({ tools: ['*'] }),
      denyRules([{ name: 'no_read', tool: 'read_file', reason: 'why' }]),
      allowList({ tools: [], name: 'second_list' }),
    ]);
    expect(await engine.evaluate(call())).toEqual({
      result: 'blocked',
      policies_evaluated: ['tool_allow_list', 'deny_rules', 'second_list'],
      policies_failed: ['deny_rules', 'second_list'],
      matched_rule: 'no_read',
      reason: 'why',
      decided_by: 'policy',
    });
  });

  it('asks every engine and takes the refusal', async () => {
    const own = {
      evaluate: () => ({
        result: 'denied' as const,
        policies_evaluated: ['opa'],
        policies_failed: ['opa'],
        matched_rule: 'r9',
        decided_by: 'automation' as const,
      }),
    };
    expect(await composeEngines(allowAll, own).evaluate(call())).toMatchObject({
      result: 'denied',
      policies_evaluated: ['opa'],
      matched_rule: 'r9',
      decided_by: 'automation',
    });
    expect(await composeEngines(allowAll).evaluate(call())).toMatchObject({ result: 'allowed', decided_by: 'config' });
  });
});

it.each([
  [
    'throws',
    () => {
      throw new TypeError('password=whatever');
    },
  ],
  ['rejects', () => Promise.reject(new Error('down'))],
  ['answers nothing', () => undefined],
  ['answers nonsense', () => ({ result: 'maybe' })],
])('an engine that %s blocks, and its message is not repeated', async (_, evaluate) => {
  const decision = await decide({ evaluate } as never, call());
  expect(decision).toMatchObject({ result: 'blocked', matched_rule: ENGINE_FAILURE_RULE, decided_by: 'automation' });
  expect(JSON.stringify(decision)).not.toMatch(/whatever|down/);
});

it('matchesName agrees with a regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 12 });
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }), (pattern, name) => {
      const expected = new RegExp(
        `^${pattern
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.*')}$`,
      ).test(name);
      expect(matchesName(pattern, name)).toBe(expected);
    }),
  );
});
