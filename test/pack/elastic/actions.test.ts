import { describe, expect, it } from 'vitest';
import { action } from '../../../src/pack/elastic/actions.js';
import { elasticPack } from '../../../src/pack/elastic/elastic-pack.js';
import { DEFAULT_SETTINGS } from '../../../src/pack/settings.js';
import { rules } from '../build-once.js';

const p2 = rules.find(({ meta }) => meta.ruleId === 'p2_secret_detected');
if (p2 === undefined) throw new Error('no P2');
const COLUMNS = ['secret.secret_type', 'tool_call.tool_name', 'identity.email', 'value'];
const paramsOf = (channel: Parameters<typeof action>[2]) =>
  action(p2, COLUMNS, channel)[0] as { action_type_id: string; params: Record<string, unknown> };

describe('actions of a detection rule', () => {
  it('pages with a summary that PagerDuty takes, and the steps beside it', () => {
    const { action_type_id, params } = paramsOf({ kind: 'page', elastic: 'c' });
    expect(action_type_id).toBe('.pagerduty');
    expect(params['eventAction']).toBe('trigger');
    expect(params['summary']).toContain('{{secret.secret_type}}');
    expect(String(params['summary']).length).toBeLessThan(1024);
    expect((params['customDetails'] as { response: string }).response).toContain('Rotate first');
  });

  it('names no field that the query does not return', () => {
    expect(String(paramsOf({ kind: 'page', elastic: 'c' }).params['summary'])).not.toContain('secret.fingerprint');
  });

  it('mails with recipients and a subject, without which the connector refuses the rule', () => {
    const { action_type_id, params } = paramsOf({ kind: 'email', elastic: 'c', to: ['soc@example.com'] });
    expect(action_type_id).toBe('.email');
    expect(params).toMatchObject({ to: ['soc@example.com'], subject: 'P2 Secret detected in a tool call' });
    expect(Object.keys(params).sort()).toEqual(['message', 'subject', 'to']);
  });

  it.each(['webhook', 'ticket'] as const)('%s is a webhook, which takes a body and nothing else', (kind) => {
    const { action_type_id, params } = paramsOf({ kind, elastic: 'c' });
    expect(action_type_id).toBe('.webhook');
    expect(Object.keys(params)).toEqual(['body']);
  });

  it('is none where the channel names no connector', () => {
    expect(action(p2, COLUMNS, { kind: 'page', datadog: '@pagerduty-soc' })).toEqual([]);
  });
});

describe('rules of every form', () => {
  const files = elasticPack(rules, [], {
    ...DEFAULT_SETTINGS,
    notify: { P3: [{ kind: 'page', elastic: 'c' }], P6: [{ kind: 'page', elastic: 'c' }] },
  });

  it.each(['rules.ndjson', 'rollup-rules.ndjson'])('%s shows and sends only what its query returns', (file) => {
    const lines = (files.get(file) ?? '').trimEnd().split('\n');
    let sent = 0;
    for (const line of lines) {
      const { query, investigation_fields, actions } = JSON.parse(line) as {
        query: string;
        investigation_fields: { field_names: string[] };
        actions: { params: { summary: string } }[];
      };
      const kept = (query.split('\n').findLast((part) => part.startsWith('| KEEP ')) ?? '').slice(7).split(', ');
      expect(kept).toEqual(expect.arrayContaining(investigation_fields.field_names));
      for (const { params } of actions) {
        const named = [...params.summary.matchAll(/\{\{([a-z_.]+)\}\}/g)].map(([, field]) => field ?? '');
        sent += 1;
        expect(kept).toEqual(expect.arrayContaining(named.filter((field) => !field.startsWith('context.'))));
      }
    }
    expect(sent).toBe(3);
  });
});
