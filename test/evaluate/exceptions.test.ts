import { expect, test } from 'vitest';
import { exceptionEffects } from '../../src/evaluate/index.js';
import { parseRules } from '../../src/rules/index.js';

const RULE = `title: Refused calls
id: 11111111-1111-4111-8111-111111111111
logsource: {product: ai_agent, service: governance}
taxonomy: agent-governance
detection:
  blocked: {event_type: tool_call.blocked}
  condition: blocked
level: low
agent_siem: {version: 1.0.0}
`;
const exception = (agent: string): string => `title: Tests
logsource: {product: ai_agent, service: governance}
taxonomy: agent-governance
filter:
  rules: [11111111-1111-4111-8111-111111111111]
  test: {agent.agent_id: ${agent}}
  condition: not test
agent_siem:
  exception: {owner: soc, reason: a test, expires: 2099-01-01}
`;

test('exceptions of the same name are counted apart', () => {
  const { ruleSet, issues } = parseRules([
    { file: 'rule.yml', text: RULE },
    { file: 'one.yml', text: `${exception('one')}---\n${exception('two')}` },
  ]);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const events = ['one', 'one', 'two', 'three'].map((agent_id) => ({
    event_type: 'tool_call.blocked',
    agent: { agent_id },
  }));
  const effects = exceptionEffects(ruleSet.rules, events);
  expect(effects.map(({ matched, closed }) => [matched, closed])).toEqual([
    [4, 2],
    [4, 1],
  ]);
});
