/**
 * Cloud SIEM detection rules (bodies of POST /api/v2/security_monitoring/rules).
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import type { Unsupported } from '../target.js';
import { methodOf, type Method } from './cloud-siem-method.js';
import { base, type CloudSiemQuery } from './cloud-siem-query.js';
import { compileDatadog } from './compile.js';

/** A rule body. */
export interface CloudSiemRule {
  readonly name: string;
  readonly type: 'log_detection';
  readonly isEnabled: true;
  readonly message: string;
  readonly tags: readonly string[];
  readonly filters: readonly never[];
  readonly hasExtendedTitle: true;
  readonly queries: readonly CloudSiemQuery[];
  readonly cases: readonly {
    readonly name: string;
    readonly status: 'info' | 'low' | 'medium' | 'high' | 'critical';
    readonly notifications: readonly string[];
    readonly condition?: string;
  }[];
  readonly options: Readonly<Record<string, unknown>>;
}

const STATUS = { informational: 'info', low: 'low', medium: 'medium', high: 'high', critical: 'critical' } as const;
const body = (rule: Rule, method: Method, suffix = ''): CloudSiemRule => ({
  name: `[AI governance] ${rule.meta.title.replaceAll(/[@{}]/g, '')}${suffix}`,
  type: 'log_detection',
  isEnabled: true,
  message: [rule.meta.title, rule.meta.description, rule.meta.runbook]
    .filter((text) => text !== undefined)
    .join('\n\n')
    .replaceAll(/[@{}]/g, ''),
  tags: ['source:ai-governance', 'managed_by:agent-siem', `rule:${rule.meta.ruleId}`],
  filters: [],
  hasExtendedTitle: true,
  queries: method.queries,
  cases: [
    {
      name: '',
      status: STATUS[rule.meta.level],
      notifications: [],
      ...(method.condition === undefined ? {} : { condition: method.condition }),
    },
  ],
  options: { keepAlive: 3600, maxSignalDuration: 86_400, ...method.options },
});

/** The Cloud SIEM rule of a rule; undefined where Cloud SIEM has no form for it. */
export const cloudSiemRuleFor = (
  rule: Rule,
):
  | { readonly ok: true; readonly rule: CloudSiemRule | undefined; readonly accepted: readonly Unsupported[] }
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] } => {
  const compiled = compileDatadog(rule);
  if (!compiled.ok) return compiled;
  const method = methodOf(compiled.query);
  return {
    ok: true,
    accepted: compiled.accepted,
    rule: method.queries.length === 0 ? undefined : body(rule, method),
  };
};

/** Fields that say where somebody is. */
const LOCATIONS: readonly string[] = ['identity.country', 'identity.source_ip'];

/**
 * Datadog's own impossible-travel detection beside a rule on new locations: the same logs, grouped by the same user, over
 * the location that the pipeline derived from the address. Learned by Datadog: declared, not executed.
 */
export const impossibleTravelFor = (rule: Rule): CloudSiemRule | undefined => {
  const compiled = compileDatadog(rule);
  if (!compiled.ok) return undefined;
  const { correlation } = compiled.query;
  if (correlation?.type !== 'new_value' || !LOCATIONS.includes(correlation.field)) return undefined;
  return body(
    rule,
    {
      queries: [
        {
          ...base(compiled.query, compiled.query.filter),
          aggregation: 'geo_data',
          metric: '@network.client.geoip',
          metrics: ['@network.client.geoip'],
        },
      ],
      condition: undefined,
      options: {
        detectionMethod: 'impossible_travel',
        evaluationWindow: 900,
        impossibleTravelOptions: { baselineUserLocations: true },
      },
    },
    ' (impossible travel)',
  );
};
