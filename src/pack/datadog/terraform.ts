/**
 * Monitors, metrics, dashboard and what else there is as Terraform JSON, with parameters as variables.
 * @module
 */
import type { Monitor } from '../../targets/datadog/index.js';
import type { JsonObject } from '../pack-files.js';

/** A monitor with what Terraform needs besides. */
export interface TerraformMonitor {
  /** Resource name. */
  readonly name: string;
  readonly body: Monitor;
  /** Query with `${var.x}` where a parameter stands; other text escaped. */
  readonly query: string;
  /** Critical threshold as a number or a variable. */
  readonly critical: string | number;
}

/** A variable and its bounds. */
export interface TerraformVariable {
  readonly name: string;
  readonly value: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | undefined;
  readonly description: string;
}

/** Text that Terraform must not read as an expression. By a function: two dollar signs in a replacement are one. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${').replaceAll('%{', '%%{');

const merged = (objects: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(objects.flatMap((object) => Object.entries(object)));

const bounds = ({ name, min, max, step }: TerraformVariable): JsonObject => {
  const conditions = [
    ...(min === undefined ? [] : [`var.${name} >= ${String(min)}`]),
    ...(max === undefined ? [] : [`var.${name} <= ${String(max)}`]),
    ...(step === undefined ? [] : [`var.${name} % ${String(step)} == 0`]),
  ];
  if (conditions.length === 0) return {};
  return {
    validation: [
      {
        condition: `\${${conditions.join(' && ')}}`,
        error_message: `Must lie within ${String(min ?? 'any')} to ${String(max ?? 'any')}${step === undefined ? '' : `, a multiple of ${String(step)}`}.`,
      },
    ],
  };
};

/** Text of main.tf.json as an object. */
export const terraform = (
  monitors: readonly TerraformMonitor[],
  variables: readonly TerraformVariable[],
  metrics: readonly JsonObject[],
  dashboard: JsonObject,
  parts: readonly { readonly variable: JsonObject; readonly resource: JsonObject }[],
): JsonObject => ({
  terraform: {
    required_version: '>= 1.5',
    required_providers: { datadog: { source: 'DataDog/datadog', version: '>= 3.81' } },
  },
  variable: {
    notify: { type: 'string', default: '', description: 'Handles appended to every message, such as @slack-security' },
    ...Object.fromEntries(
      variables.map((variable) => [
        variable.name,
        { type: 'number', default: variable.value, description: variable.description, ...bounds(variable) },
      ]),
    ),
    ...merged(parts.map(({ variable }) => variable)),
  },
  resource: {
    datadog_monitor: Object.fromEntries(
      monitors.map(({ name, body, query, critical }) => [
        name,
        {
          name: literal(body.name),
          type: body.type,
          message: `${literal(body.message)}\n\${var.notify}`,
          query,
          tags: body.tags,
          priority: body.priority,
          ...options(body.options as JsonObject, critical),
        },
      ]),
    ),
    ...(metrics.length === 0 ? {} : { datadog_logs_metric: Object.fromEntries(metrics.map(logsMetric)) }),
    datadog_dashboard_json: { agent_governance: { dashboard: literal(JSON.stringify(dashboard)) } },
    ...merged(parts.map(({ resource }) => resource)),
  },
});

const RENAMED: Readonly<Record<string, string>> = {
  thresholds: 'monitor_thresholds',
  threshold_windows: 'monitor_threshold_windows',
};
/** Options of the API that are arguments of the resource under the same name. */
const KEPT = [
  'notify_no_data',
  'include_tags',
  'enable_logs_sample',
  'on_missing_data',
  'groupby_simple_monitor',
  'require_full_window',
];

const options = (all: JsonObject, critical: string | number): JsonObject =>
  Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => {
      if (key === 'thresholds') return [[RENAMED[key] ?? key, { ...(value as JsonObject), critical }]];
      if (RENAMED[key] !== undefined) return [[RENAMED[key] ?? key, value]];
      return KEPT.includes(key) ? [[key, value]] : [];
    }),
  );

const logsMetric = (metric: JsonObject): readonly [string, JsonObject] => {
  const data = metric['data'] as { readonly id: string; readonly attributes: JsonObject };
  const { compute, filter, group_by } = data.attributes;
  return [
    data.id.replaceAll('.', '_'),
    { name: data.id, compute: compute ?? {}, filter: filter ?? {}, group_by: group_by ?? [] },
  ];
};
