// A customer's values put into the finished artifacts of the default pack, the way each SIEM does it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConf } from '../../src/pack/splunk/conf.js';
import { loadRules, parseRules, readConfig, type Rule } from '../../src/rules/index.js';
import { deployedRange as elasticRange } from '../../src/targets/elastic/index.js';
import { queryParameters } from '../../src/targets/parameters.js';
import { deployedRange as sentinelRange } from '../../src/targets/sentinel/index.js';
import { macroName } from '../../src/targets/splunk/compile.js';
import { defaultRange } from '../../src/targets/splunk/schedule.js';
import type { QueryRange } from '../../src/targets/target.js';
import { packWith } from './build-once.js';

/** Parameter name in the rule to its value, as agent-siem.config.yml has it; rules without the name keep theirs. */
export type Tuning = Readonly<Record<string, string | number>>;

/** None of these values is a default. */
export const TUNINGS: readonly Tuning[] = [
  {
    window: '20m',
    failures: 3,
    calls: 4,
    children: 5,
    events: 3,
    distinct: 3,
    lateness: '30m',
    sigma: 2.5,
    floor: 7.5,
    min_active: 4,
    min_ratio: 1.5,
    factor: 3,
    history: '9d',
    min_history: '2d',
  },
  {
    window: '30m',
    failures: 12,
    calls: 12,
    children: 21,
    events: 11,
    lateness: '2m',
    sigma: 4,
    floor: 61,
    min_active: 9,
    min_ratio: 3,
    factor: 12.5,
    history: '6d',
    min_history: '5d',
  },
];

const FILES = readdirSync('rules')
  .filter((name) => name.endsWith('.yml'))
  .map((file) => ({ file, text: readFileSync(join('rules', file), 'utf8') }));
const plain = new Map(loadRules(['rules']).ruleSet.rules.map((rule) => [rule.meta.ruleId, rule]));

/** The rules as agent-siem.config.yml with these values makes them. */
export const tunedRules = (values: Tuning): readonly Rule[] => {
  const changes = [...plain.values()].flatMap((rule) => {
    const own = rule.meta.parameters.filter(({ name }) => name in values);
    return own.length === 0
      ? []
      : [
          `  ${rule.meta.ruleId}:`,
          '    parameters:',
          ...own.map(({ name }) => `      ${name}: ${String(values[name])}`),
        ];
  });
  const { config, issues } = readConfig('agent-siem.config.yml', ['rules:', ...changes, ''].join('\n'));
  const parsed = parseRules(FILES, { config });
  const [issue] = [...issues, ...parsed.issues];
  if (issue !== undefined) throw new Error(issue.message);
  return parsed.ruleSet.rules;
};

const { files } = packWith();
const text = (path: string): string => files.get(path) ?? '';
const lines = (path: string) =>
  text(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { rule_id: string; query: string });
const macros = new Map(
  [...readConf(text('splunk/agent_siem/default/macros.conf'))].map(([name, settings]) => [
    name,
    settings.get('definition') ?? '',
  ]),
);
const searches = readConf(text('splunk/agent_siem/default/savedsearches.conf'));
const templates = new Map(lines('elastic/rules.template.ndjson').map(({ rule_id, query }) => [rule_id, query]));
const queries = new Map(lines('elastic/rules.ndjson').map(({ rule_id, query }) => [rule_id, query]));
const arm = JSON.parse(text('sentinel/rules.json')) as {
  parameters: Record<
    string,
    { type: string; defaultValue: unknown; allowedValues?: unknown[]; minValue?: number; maxValue?: number }
  >;
  variables: Record<string, string>;
  resources: { properties: { query?: string; displayName?: string } }[];
};

interface TerraformJson {
  readonly resource: { readonly datadog_monitor: Readonly<Record<string, { readonly query: string }>> };
}
const terraform = JSON.parse(text('datadog/terraform/main.tf.json')) as TerraformJson;
const variableOf = (ruleId: string, name: string): string => `${ruleId}_${name}`.replaceAll(/\W/g, '_');

const FILL: Readonly<Record<string, (rule: Rule) => readonly [string, QueryRange]>> = {
  // macros.conf in local/: `definition` of a parameter's macro, expanded until no call is left.
  splunk: (rule) => {
    const local = new Map([
      ...macros,
      ...queryParameters(rule).map(({ name, value }) => [macroName(rule.meta.ruleId, name), String(value)] as const),
    ]);
    const expand = (search: string): string => {
      const next = search.replace(/`(\w+)`/g, (call, name: string) => local.get(name) ?? call);
      return next === search ? search : expand(next);
    };
    const search = searches.get(`AI governance - ${rule.meta.ruleId}`)?.get('search') ?? '';
    return [expand(search).replace(/\n\| search \*$/, ''), defaultRange(rule)];
  },
  // load.sh --values: each @@rule.name@@ is replaced.
  elastic: (rule) => {
    const template = templates.get(`agent-siem-${rule.meta.ruleId}`) ?? '';
    return [
      queryParameters(rule).reduce(
        (all, { name, value }) => all.replaceAll(`@@${rule.meta.ruleId}.${name}@@`, String(value)),
        template,
      ),
      elasticRange(rule),
    ];
  },
  // The rule's own expression: replace(replace(variables('q'), '@@a@@', string(parameters('a'))), ...).
  sentinel: (rule) => {
    const id = rule.meta.ruleId.replaceAll(/\W/g, '_');
    const given = new Map(queryParameters(rule).map(({ name, value }) => [`${id}_${name}`, value]));
    const expression =
      arm.resources.find(({ properties }) => properties.query?.includes(`variables('query_${id}')`) === true)
        ?.properties.query ?? '';
    // Without a parameter the query stands in the rule itself.
    if (expression === '') {
      const own = arm.resources.find(({ properties }) => properties.displayName?.endsWith(rule.meta.title) === true);
      return [own?.properties.query ?? '', sentinelRange(rule)];
    }
    const filled = [...expression.matchAll(/, '([^']*)', string\(parameters\('(\w+)'\)\)\)/g)].reduce(
      (all, [, mark = '', name = '']) => all.replaceAll(mark, String(given.get(name))),
      arm.variables[`query_${id}`] ?? '',
    );
    return [filled, sentinelRange(rule)];
  },
  // terraform.tfvars: `${var.x}` in the monitor's query; the engine suites see that Terraform itself gives the same text.
  datadog: (rule) => {
    const given = new Map(queryParameters(rule).map(({ name, value }) => [variableOf(rule.meta.ruleId, name), value]));
    const { query = '' } = terraform.resource.datadog_monitor[rule.meta.ruleId.replaceAll(/\W/g, '_')] ?? {};
    const filled = query
      .replaceAll(/\$\{var\.(\w+)\}/g, (call, name: string) => String(given.get(name) ?? call))
      .replaceAll('$${', '${')
      .replaceAll('%%{', '%{');
    // A log search has no range in its text.
    return [filled, { from: '\u0001', to: '\u0001' }];
  },
};

/** The query as the pack's default values deploy it, and the range that stands in it. */
export const deployedQuery = (target: string, rule: Rule): { readonly text: string; readonly range: QueryRange } => {
  const [filled, range] = FILL[target]?.(rule) ?? ['', { from: '', to: '' }];
  return { text: target === 'elastic' ? (queries.get(`agent-siem-${rule.meta.ruleId}`) ?? '') : filled, range };
};

/** The artifact's query with the rule's values and without its deployed range, in which alone it may differ. */
export const filledQuery = (target: string, rule: Rule, range?: QueryRange): string => {
  const [query, deployed] = FILL[target]?.(rule) ?? ['', { from: '', to: '' }];
  if (range === undefined) return query;
  return query.replaceAll(deployed.from, '\u0000').replaceAll(deployed.to, range.to).replaceAll('\u0000', range.from);
};

export { arm };
