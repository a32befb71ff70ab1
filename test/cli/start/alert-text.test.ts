import { expect, test } from 'vitest';
import { alertLines, foldAlerts } from '../../../src/cli/start/alert-text.js';
import { styleFor } from '../../../src/cli/start/terminal-style.js';
import type { Alert } from '../../../src/evaluate/alert.js';

const alert = (over: Partial<Alert>): Alert => ({
  rule_id: 'p1',
  rule_version: '1.0.0',
  title: 'Blocked',
  priority: 'P1',
  severity: 'high',
  time: '2026-04-07T14:32:18.847Z',
  window: null,
  group: { 'agent.agent_id': 'a' },
  value: 1,
  event_ids: ['evt_1'],
  details: {},
  alert_key: 'k',
  ...over,
});
const plain = styleFor({ isTTY: false });

test('alerts of one rule and group fold into one entry that counts them', () => {
  const folded = foldAlerts([alert({}), alert({ event_ids: ['evt_2'] }), alert({ group: { 'agent.agent_id': 'b' } })]);
  expect(folded.map(({ alerts }) => alerts.flatMap((one) => one.event_ids))).toEqual([['evt_1', 'evt_2'], ['evt_1']]);
});

test('group and details are named, and details do not repeat the group', () => {
  const [title, seen, why] = alertLines(
    [
      alert({
        details: {
          'agent.agent_id': 'a',
          'tool_call.tool_name': 'move_file',
          'governance.policies_failed': ['x', 'y'],
        },
      }),
    ],
    plain,
  );
  expect(title).toContain('P1 high');
  expect(seen?.trim()).toBe('p1: 1 event from evt_1, at 14:32:18 UTC');
  expect(why?.trim()).toBe('agent_id a · tool_name move_file · policies_failed x, y');
});

test('hostile values cannot move the cursor or forge a line', () => {
  const lines = alertLines([alert({ title: 'x\u001b[2J\n  P2 critical', group: { g: '\u202eevil\r\n' } })], plain);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
});
