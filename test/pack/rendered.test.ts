import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../src/event/index.js';
import { alertTitle } from '../../src/pack/alert-text.js';
import { confText, readConf } from '../../src/pack/splunk/conf.js';
import { packWith, rules } from './build-once.js';

const CHANNEL = {
  kind: 'page',
  splunk: 'soc@example.com',
  elastic: 'connector-1',
  sentinel: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic/workflows/page',
  datadog: '@pagerduty-soc',
} as const;
const { files, warnings } = packWith({ P1: [CHANNEL], P2: [CHANNEL] });
const text = (path: string): string => files.get(path) ?? '';
const conf = (path: string) => readConf(text(path));

describe('Splunk', () => {
  const saved = conf('splunk/agent_siem/default/savedsearches.conf');
  const macros = conf('splunk/agent_siem/default/macros.conf');
  const transforms = conf('splunk/agent_siem/default/transforms.conf');
  const searches = [
    ...[...saved.values()].map((stanza) => stanza.get('search') ?? ''),
    ...[...conf('splunk/agent_siem/default/eventtypes.conf').values()].map((stanza) => stanza.get('search') ?? ''),
    ...[...files].filter(([path]) => path.includes('/views/')).map(([, view]) => view),
  ];

  it('defines every macro it calls', () => {
    const called = new Set(
      searches.flatMap((search) => [...search.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '')),
    );
    expect(called.size).toBeGreaterThan(20);
    for (const name of called) expect(macros.has(name), name).toBe(true);
  });

  it('has a definition and a file for every lookup it reads', () => {
    const read = new Set(
      searches.flatMap((search) => [...search.matchAll(/\| lookup (\w+) /g)].map(([, name]) => name ?? '')),
    );
    expect([...read]).toContain('agent_scope');
    for (const name of read) {
      const file = transforms.get(name)?.get('filename') ?? '';
      expect(text(`splunk/agent_siem/lookups/${file}`).split('\n')[0]).toBe('agent_id,kind,value');
    }
  });

  it('opens only views that exist', () => {
    for (const [, view] of text('splunk/agent_siem/default/data/ui/nav/default.xml').matchAll(/<view name="(\w+)"/g)) {
      if (view === 'search' || view === 'alerts') continue;
      expect(files.has(`splunk/agent_siem/default/data/ui/views/${view}.xml`), view).toBe(true);
    }
  });

  it('writes no setting that .conf would read in two ways', () => {
    for (const [path, content] of files) {
      if (!path.endsWith('.conf')) continue;
      const stanzas = [...readConf(content)].map(([name, settings]) => ({
        name,
        settings: Object.fromEntries(settings),
      }));
      expect(readConf(confText(stanzas)), path).toEqual(readConf(content));
    }
  });

  it('mails P1 with its facts', () => {
    const p1 = saved.get('AI governance - p1_policy_blocked_tool_call');
    expect(p1?.get('action.email.to')).toBe('soc@example.com');
    for (const field of [
      'agent.agent_id',
      'identity.email',
      'tool_call.tool_name',
      'governance.matched_rule',
      'tool_call.parameters_hash',
    ]) {
      expect(p1?.get('action.email.message.alert')).toContain(`$result.${field}$`);
      expect(p1?.get('search')).toContain(field);
    }
  });
});

describe('what a Splunk alert says', () => {
  const all = readConf(
    packWith(
      Object.fromEntries(['critical', 'high', 'medium', 'low', 'P1', 'P2'].map((key) => [key, [CHANNEL]])),
    ).files.get('splunk/agent_siem/default/savedsearches.conf') ?? '',
  );
  const alerts = [...all].filter(([, stanza]) => stanza.has('action.notable.param.rule_title'));
  const columnsOf = (search: string): readonly string[] =>
    [
      ...(search.split('\n').findLast((line) => line.startsWith('| table ')) ?? '')
        .slice(8)
        .matchAll(/"([^"]+)"|[^\s,]+/g),
    ].map(([bare, quoted]) => quoted ?? bare);

  it('fills every token from a column of its own result', () => {
    expect(alerts.length).toBeGreaterThan(rules.length);
    for (const [name, stanza] of alerts) {
      const columns = columnsOf(stanza.get('search') ?? '');
      const mail = [stanza.get('action.email.subject.alert'), stanza.get('action.email.message.alert')].join('\n');
      expect(mail, name).toContain('$result.');
      const tokens = [
        ...[...mail.matchAll(/\$result\.([^$]+)\$/g)].map(([, token]) => token),
        ...['rule_description', 'drilldown_search'].flatMap((key) =>
          [...(stanza.get(`action.notable.param.${key}`) ?? '').matchAll(/\$([^$]+)\$/g)].map(([, token]) => token),
        ),
        ...(stanza.get('alert.suppress.fields') ?? '').split(','),
      ];
      for (const token of tokens) expect(columns, `${name}: ${token ?? ''}`).toContain(token);
    }
  });

  it('drills down by fields that events have', () => {
    const fields = new Set<string>(FIELDS.map(({ path }) => path));
    for (const [name, stanza] of alerts) {
      const search = stanza.get('action.notable.param.drilldown_search') ?? '';
      const named = [...search.matchAll(/"?([\w.]+)"?="\$/g)].map(([, field]) => field ?? '');
      for (const field of named) expect(fields.has(field), `${name}: ${field}`).toBe(true);
    }
  });
});

describe('Elastic', () => {
  const lines = (path: string) =>
    text(path)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const elastic = lines('elastic/rules.ndjson');

  it('fills the templates with the defaults of values.env to the rules', () => {
    const values = [...text('elastic/values.env').matchAll(/^([a-z0-9_]+\.[a-z0-9_]+)=(.+)$/gm)];
    expect(values.length).toBeGreaterThan(5);
    const filled = values.reduce(
      (all, [, name, value]) => all.replaceAll(`"@@${name}@@"`, value ?? '').replaceAll(`@@${name}@@`, value ?? ''),
      text('elastic/rules.template.ndjson'),
    );
    expect(filled).toBe(text('elastic/rules.ndjson'));
  });

  it('refers to exception lists that are there', () => {
    const lists = new Set(lines('elastic/exception-lists.ndjson').map(({ list_id }) => list_id));
    for (const { exceptions_list } of elastic) {
      for (const { list_id } of exceptions_list as { list_id: string }[]) expect(lists.has(list_id)).toBe(true);
    }
  });

  it('lists every keyword with a cap below what Lucene takes', () => {
    const walk = (properties: Record<string, { type?: string; ignore_above?: number; properties?: never }>): void => {
      for (const [name, field] of Object.entries(properties)) {
        if (field.properties !== undefined) walk(field.properties);
        else if (field.type === 'keyword') expect(field.ignore_above, name).toBeLessThanOrEqual(8191);
        else expect(['date', 'long', 'double', 'alias'], name).toContain(field.type);
      }
    };
    walk(
      (
        JSON.parse(text('elastic/component-template-mappings.json')) as {
          template: { mappings: { properties: never } };
        }
      ).template.mappings.properties,
    );
  });

  it('resolves every reference of its saved objects', () => {
    const objects = lines('elastic/dashboards.ndjson') as {
      id: string;
      type: string;
      references: { id: string; type: string }[];
    }[];
    const known = new Set(objects.map(({ id, type }) => `${type}/${id}`));
    for (const { references } of objects)
      for (const { id, type } of references) expect(known.has(`${type}/${id}`), `${type}/${id}`).toBe(true);
  });

  it('pages P2 with the secret type, tool and user', () => {
    const p2 = elastic.find(({ rule_id }) => rule_id === 'agent-siem-p2_secret_detected');
    const [action] = p2?.['actions'] as { id: string; params: { summary: string } }[];
    expect(action?.id).toBe('connector-1');
    for (const field of ['secret.secret_type', 'tool_call.tool_name', 'identity.email'])
      expect(action?.params.summary).toContain(`{{${field}}}`);
    expect(p2?.['note']).toContain('Rotate first');
  });
});

describe('Sentinel', () => {
  const template = JSON.parse(text('sentinel/rules.json')) as {
    parameters: Record<string, unknown>;
    variables: Record<string, string>;
    resources: { type: string; kind?: string; name: string; properties: Record<string, unknown> }[];
  };

  it('declares every parameter and variable it reads', () => {
    const all = JSON.stringify(template.resources);
    for (const [, name] of all.matchAll(/parameters\('(\w+)'\)/g))
      expect(template.parameters).toHaveProperty(name ?? '');
    for (const [, name] of all.matchAll(/variables\('(\w+)'\)/g)) expect(template.variables).toHaveProperty(name ?? '');
  });

  it('gives each resource a name of its own, the same in each build', () => {
    const names = template.resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('runs P2 near real time and hands its incidents to the playbook', () => {
    const p2 = template.resources.find(
      ({ properties }) => properties['displayName'] === 'P2 Secret detected in a tool call',
    );
    expect(p2?.kind).toBe('NRT');
    const automation = template.resources.filter(({ type }) => type.endsWith('automationRules'));
    expect(automation).toHaveLength(2);
    expect(JSON.stringify(automation)).toContain(CHANNEL.sentinel);
  });

  it('runs a playbook on incidents of the rules it is for and on no other product', () => {
    const made = JSON.parse(
      packWith({ P2: [CHANNEL], high: [CHANNEL] }).files.get('sentinel/rules.json') ?? '{}',
    ) as typeof template;
    const idOf = (name: string): string => /'([0-9a-f-]{36})'/.exec(name)?.[1] ?? '';
    const meta = new Map(rules.map((rule) => [alertTitle(rule), rule.meta]));
    const alerts = made.resources.filter(({ type }) => type.endsWith('/alertRules'));
    const wanted = (key: string) =>
      alerts
        .filter(({ properties }) => {
          const { priority, level } = meta.get(String(properties['displayName'])) ?? {};
          return key === 'P2' ? priority === 'P2' : level === key && priority !== 'P2';
        })
        .map(({ name }) => idOf(name))
        .sort();
    for (const key of ['P2', 'high']) {
      const found = made.resources.find(({ properties }) => properties['displayName'] === `AI governance: ${key}`);
      const { conditions } = found?.properties['triggeringLogic'] as {
        conditions: { conditionProperties: { propertyName: string; operator: string; propertyValues: string[] } }[];
      };
      expect(conditions).toHaveLength(1);
      const [{ conditionProperties }] = conditions as [(typeof conditions)[number]];
      expect(conditionProperties).toMatchObject({
        propertyName: 'IncidentRelatedAnalyticRuleIds',
        operator: 'Contains',
      });
      expect(conditionProperties.propertyValues.map(idOf).sort()).toEqual(wanted(key));
      expect(wanted(key).length).toBeGreaterThan(0);
    }
  });

  it('shows the facts of P1 as details', () => {
    const p1 = template.resources.find(
      ({ properties }) => properties['displayName'] === 'P1 Tool call blocked by policy',
    );
    expect(Object.keys(p1?.properties['customDetails'] as object)).toEqual(
      expect.arrayContaining(['Agent', 'User', 'Tool', 'Policy', 'ParametersHash']),
    );
  });
});

describe('Datadog', () => {
  const monitors = JSON.parse(text('datadog/monitors.json')) as {
    name: string;
    type: string;
    query: string;
    message: string;
    tags: string[];
    options: { thresholds: { critical: number } };
  }[];

  it('pages P2 with its facts and the rotation steps', () => {
    const [p2] = monitors.filter(({ tags }) => tags.includes('rule:p2_secret_detected'));
    expect(p2?.message).toContain('@pagerduty-soc');
    for (const field of ['secret.secret_type', 'tool_call.tool_name'])
      expect(p2?.message).toContain(`{{log.attributes.${field}}}`);
    expect(p2?.message).toContain('{{[@identity.email].name}}');
    expect(p2?.message).toContain('Rotate first');
  });

  it('balances every template variable and holds no handle but those asked for', () => {
    for (const { message, name } of monitors) {
      expect(message.split('{{').length, name).toBe(message.split('}}').length);
      const handles = [...message.replaceAll(/\{\{[^}]*\}\}/g, '').matchAll(/(^|\s)@[\w-]+/g)].map(([handle]) =>
        handle.trim(),
      );
      for (const handle of handles) expect(handle, name).toBe('@pagerduty-soc');
    }
  });

  it('says thresholds twice and equal', () => {
    for (const { query, options, type } of monitors) {
      if (type === 'log alert') expect(Number(/ (-?[\d.]+)$/.exec(query)?.[1])).toBe(options.thresholds.critical);
    }
  });
});

describe('channels', () => {
  it('warns while P2 wakes nobody', () => {
    expect(warnings.some((line) => line.startsWith('P2'))).toBe(false);
    expect(packWith().warnings.some((line) => line.startsWith('P2'))).toBe(true);
  });

  it('covers every rule of the package', () => {
    expect(rules.length).toBeGreaterThan(20);
  });
});
