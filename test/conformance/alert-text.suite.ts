// The text of each priority alert, rendered as its SIEM renders it from the row that its engine gave, over the rule's own
// tests: every fact that the alert must carry has a value, and the value is the event's own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventObject } from '../../src/evaluate/index.js';
import { alertFields } from '../../src/pack/alert-text.js';
import { readConf } from '../../src/pack/splunk/conf.js';
import type { TargetName } from '../../src/targets/target.js';
import { packWith } from '../pack/build-once.js';
import { arrivals, place, rangesOf } from './compare.js';
import type { Engine, Row } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { packRules } from './rule-cases.js';

/** What an alert must carry: a fact, or one of several. */
type Fact = string | readonly string[];

/** product: what each priority alert must carry. */
const FACTS: Readonly<Record<string, readonly Fact[]>> = {
  p1_policy_blocked_tool_call: ['Agent', 'User', 'Tool', 'Policy', 'Parameters hash'],
  p2_secret_detected: ['Secret type', 'Tool', 'User'],
  p3_volume_by_agent: ['Agent', 'Observed', 'Baseline mean', 'Baseline deviation'],
  p3_volume_by_user: ['User', 'Observed', 'Baseline mean', 'Baseline deviation'],
  p4_scope_violation: [
    'Agent',
    ['Tool', 'Tool server', 'Department touched', 'Data class touched'],
    'Scope of the agent',
  ],
  p5_auth_failures: ['Principal', 'Address'],
  p5_concurrent_sessions: ['User', 'Address', 'Session'],
  p6_cost_anomaly: ['Agent', 'Today', 'Average'],
};

/** Learned or joined by Datadog itself: no row of ours to render. */
const DATADOG = ['p1_policy_blocked_tool_call', 'p2_secret_detected', 'p5_auth_failures'];

const CHANNEL = {
  kind: 'page',
  splunk: 'soc@example.com',
  elastic: 'connector',
  sentinel: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic/workflows/page',
  datadog: '@pagerduty-soc',
} as const;
const { files } = packWith({
  P1: [CHANNEL],
  P2: [CHANNEL],
  P3: [CHANNEL],
  P4: [CHANNEL],
  P5: [CHANNEL],
  P6: [CHANNEL],
});
const file = (path: string): string => files.get(path) ?? '';

const text = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value ?? ''));
const at = (event: unknown, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => (value as EventObject | undefined)?.[name], event);

interface PagerDuty {
  readonly summary: string;
  readonly customDetails?: Readonly<Record<string, string>>;
}

/** Lines `Label: value` of a rendered text. */
const RENDER: Readonly<Record<TargetName, (ruleId: string, row: Row) => string>> = {
  splunk: (ruleId, { columns }) => {
    const search = readConf(file('splunk/agent_siem/default/savedsearches.conf')).get(`AI governance - ${ruleId}`);
    return (search?.get('action.email.message.alert') ?? '').replaceAll(/\$result\.([\w.]+)\$/g, (_, name: string) =>
      text(columns?.[name]),
    );
  },
  elastic: (ruleId, { columns }) => {
    const rules = file('elastic/rules.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { rule_id: string; actions: { params: PagerDuty }[] });
    const params = rules.find(({ rule_id }) => rule_id === `agent-siem-${ruleId}`)?.actions[0]?.params;
    // A page shows both: what happened, and below it what to do.
    return [params?.summary ?? '', ...Object.values(params?.customDetails ?? {})]
      .join('\n')
      .replaceAll(/\{\{[#/]context\.alerts\}\}|\{{2,3}context\.\w+(?:\.\w+)?\}{2,3}/g, '')
      .replaceAll(/\{\{([\w.]+)\}\}/g, (_, name: string) => text(columns?.[name]));
  },
  sentinel: (ruleId, { columns }) => {
    const { resources } = JSON.parse(file('sentinel/rules.json')) as {
      resources: { properties: { customDetails?: Record<string, string>; description?: string; query?: string } }[];
    };
    const own = resources.find(({ properties }) =>
      new RegExp(`"${ruleId}\\||query_${ruleId}'`).test(properties.query ?? ''),
    );
    const details = Object.entries(own?.properties.customDetails ?? {}).map(
      ([key, column]) => `${key}: ${text(columns?.[column])}`,
    );
    return [...details, own?.properties.description ?? ''].join('\n');
  },
  datadog: (ruleId, { columns, group }) => {
    const monitors = JSON.parse(file('datadog/monitors.json')) as { tags: string[]; query: string; message: string }[];
    const { query = '', message = '' } = monitors.find(({ tags }) => tags.includes(`rule:${ruleId}`)) ?? {};
    const by = /\.by\("([^"]+)"\)/.exec(query)?.[1]?.split(',') ?? [];
    return message
      .replaceAll(/\{\{\[(@[\w.]+)\]\.name\}\}/g, (_, name: string) => group[by.indexOf(name)] ?? '')
      .replaceAll(/\{\{log\.attributes\.([\w.]+)\}\}/g, (_, path: string) => text(at(columns, path)));
  },
};

const normal = (label: string): string => label.replaceAll(/\W/g, '').toLowerCase().slice(0, 20);

/** Values by label; a label that stands twice keeps the value that is not empty. */
const factsOf = (rendered: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const [, label = '', value = ''] of rendered.matchAll(/^(?:- )?([A-Z][\w ]*): (.*)$/gm)) {
    if ((found.get(normal(label)) ?? '') === '') found.set(normal(label), value.trim());
  }
  return found;
};

const valuesIn = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [String(value)];

describe.each(chosenTargets())('alert texts of %s', (target) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
  });
  afterAll(() => engine.stop());

  const { cases } = packRules();
  const ruleIds = Object.keys(FACTS).filter((id) => target !== 'datadog' || DATADOG.includes(id));

  test.each(ruleIds)('%s', async (ruleId) => {
    const own = cases.filter(({ rule }) => rule.meta.ruleId === ruleId);
    const complaints: string[] = [];
    let rendered = 0;
    for (const given of place(own, true)) {
      await engine.load(arrivals([given]), given.lookups);
      for (const range of rangesOf(given)) {
        const compiled = engine.target.compile(given.rule, { range: engine.range(range) });
        if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
        for (const row of await engine.run(given.rule, compiled.query, range)) {
          const words = RENDER[target](ruleId, row);
          const facts = factsOf(words);
          const known = new Set(given.events.flatMap(valuesIn));
          rendered += 1;
          for (const fact of FACTS[ruleId] ?? []) {
            const labels = typeof fact === 'string' ? [fact] : fact;
            const value = labels.map((label) => facts.get(normal(label)) ?? '').find((one) => one !== '');
            // A test may leave out what an event need not have: then there is nothing to carry.
            const paths = alertFields(given.rule).filter(({ label }) => labels.includes(label));
            const behind = given.events.filter(
              (event) => row.eventId === undefined || event['event_id'] === row.eventId,
            );
            const nothing =
              paths.length > 0 && !behind.some((event) => paths.some(({ path }) => text(at(event, path)) !== ''));
            if (value === undefined && nothing) continue;
            if (value === undefined) complaints.push(`${given.name}: no ${labels.join(' or ')} in\n${words}`);
            else if (
              /^[a-z]/i.test(value) &&
              !value.split(/[ ,\n]+/).some((part) => known.has(part) || part.endsWith(':'))
            )
              complaints.push(`${given.name}: ${labels.join(' or ')} is ${value}`);
          }
          if (words.includes('{{') && target !== 'datadog') complaints.push(`${given.name}: ${words}`);
          if (words.includes('$result.')) complaints.push(`${given.name}: ${words}`);
          if (ruleId === 'p2_secret_detected' && !/rotate/i.test(words)) complaints.push(`${given.name}: no rotation`);
        }
      }
    }
    expect(rendered).toBeGreaterThan(0);
    expect(complaints.slice(0, 4)).toEqual([]);
  });
});
