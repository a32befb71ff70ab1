/**
 * Everything for Datadog.
 * @module
 */
import { datadogDashboard } from '../../dashboards/datadog/dashboard.js';
import type { Dashboard } from '../../dashboards/model.js';
import type { Rule, RuleTest } from '../../rules/ir.js';
import { cloudSiemRuleFor, impossibleTravelFor, monitorsFor, type Monitor } from '../../targets/datadog/index.js';
import type { Mark } from '../../targets/parameters.js';
import type { Unsupported } from '../../targets/target.js';
import { channelsOf, type Notify } from '../notify.js';
import { jsonText, type Json, type JsonObject, type PackFiles } from '../pack-files.js';
import { parameterise } from '../parameters.js';
import type { PackSettings } from '../settings.js';
import { monitorMessage } from './message.js';
import { notebook } from './notebook.js';
import { facets, pipeline } from './pipeline.js';
import { archives, indexes, lifecycle, retentionResources } from './retention.js';
import { siemTests } from './siem-tests.js';
import { literal, terraform, type TerraformMonitor, type TerraformVariable } from './terraform.js';
import { terraformPipeline, terraformSiemRules } from './terraform-bodies.js';

const monitorsOf = (rule: Rule, notify: Notify): readonly Monitor[] => {
  const outcome = monitorsFor(rule);
  if (!outcome.ok) return [];
  return outcome.monitors.map((monitor) => ({ ...monitor, message: monitorMessage(rule, monitor, notify) }));
};

/** Metrics that monitors read; two rules over the same logs have one each. */
const metricsOf = (rules: readonly Rule[]): readonly JsonObject[] =>
  rules.flatMap((rule) => {
    const outcome = monitorsFor(rule);
    return outcome.ok && outcome.metric !== undefined ? [outcome.metric as unknown as JsonObject] : [];
  });

const siemRules = (rules: readonly Rule[], notify: Notify): readonly JsonObject[] =>
  rules.flatMap((rule) => {
    const outcome = cloudSiemRuleFor(rule);
    const own = outcome.ok ? outcome.rule : undefined;
    const notifications = channelsOf(rule.meta, notify).flatMap(({ datadog }) => datadog ?? []);
    return [own, impossibleTravelFor(rule)].flatMap((found) =>
      found === undefined
        ? []
        : [{ ...found, cases: found.cases.map((one) => ({ ...one, notifications })) } as unknown as JsonObject],
    );
  });

const resourceName = (rule: Rule, index: number): string =>
  `${rule.meta.ruleId.replaceAll(/\W/g, '_')}${index === 0 ? '' : `_${index + 1}`}`;

const terraformOf = (
  rules: readonly Rule[],
  notify: Notify,
): { readonly monitors: readonly TerraformMonitor[]; readonly variables: readonly TerraformVariable[] } => {
  const variables = new Map<string, TerraformVariable>();
  const monitors = rules.flatMap((rule) =>
    monitorsOf(rule, notify).map((monitor, index): TerraformMonitor => {
      const variableOf = (name: string): string => `${rule.meta.ruleId}_${name}`.replaceAll(/\W/g, '_');
      const text = (marked: Rule, mark: Mark): string | undefined => {
        const outcome = monitorsFor(marked, undefined, (parameter) => `@@${mark(parameter)}@@`);
        const query = outcome.ok ? outcome.monitors[index]?.query : undefined;
        // Names are put in last: the query's own text must not be read as an expression.
        return query === undefined ? undefined : literal(query).replaceAll(/@@(\w+)@@/g, '${var.$1}');
      };
      const marked = parameterise(rule, text, variableOf);
      for (const parameter of marked?.parameters ?? []) {
        variables.set(variableOf(parameter.name), { ...parameter, name: variableOf(parameter.name) });
      }
      const thresholds = monitor.options['thresholds'] as { readonly critical: number };
      const query = marked?.text ?? literal(monitor.query);
      const critical = /(?:>=|<=|==|!=|>|<) (\$\{var\.\w+\})$/.exec(query)?.[1];
      return { name: resourceName(rule, index), body: monitor, query, critical: critical ?? thresholds.critical };
    }),
  );
  return { monitors, variables: [...variables.values()] };
};

/** Rows as Datadog's reference table wants them: one primary key. */
const SCOPE_CSV = 'key,agent_id,kind,value\n';

/** What Datadog cannot say of a rule, by rule id. */
export const datadogUnsupported = (rules: readonly Rule[]): ReadonlyMap<string, readonly Unsupported[]> =>
  new Map(
    rules.flatMap((rule) => {
      const outcome = monitorsFor(rule);
      return outcome.ok ? [] : [[rule.meta.ruleId, outcome.unsupported] as const];
    }),
  );

/** Files of the folder datadog/. */
export const datadogPack = (
  rules: readonly Rule[],
  dashboards: readonly Dashboard[],
  settings: PackSettings,
  tests: readonly RuleTest[],
): PackFiles => {
  const { notify } = settings;
  const dashboard = datadogDashboard(dashboards) as JsonObject;
  const metrics = metricsOf(rules);
  const { monitors, variables } = terraformOf(rules, notify);
  const logPipeline = pipeline(rules);
  const siem = siemRules(rules, notify);
  return new Map([
    ['pipeline.json', jsonText(logPipeline)],
    ['facets.json', jsonText(facets())],
    ['metrics.json', jsonText(metrics)],
    ['monitors.json', jsonText(rules.flatMap((rule) => monitorsOf(rule, notify)) as unknown as Json)],
    ['cloud-siem-rules.json', jsonText(siem)],
    ['cloud-siem-tests.json', jsonText(siemTests(rules, tests))],
    ['dashboard.json', jsonText(dashboard)],
    ['notebook.json', jsonText(notebook())],
    ['indexes.json', jsonText(indexes(settings))],
    ['archives.json', jsonText(archives(settings))],
    ['archive-lifecycle.json', jsonText(lifecycle(settings))],
    ['agent-scope.csv', SCOPE_CSV],
    [
      'terraform/main.tf.json',
      jsonText(
        terraform(monitors, variables, metrics, dashboard, [
          terraformPipeline(logPipeline),
          terraformSiemRules(siem),
          retentionResources(settings),
        ]),
      ),
    ],
  ]);
};
