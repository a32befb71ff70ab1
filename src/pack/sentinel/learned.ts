/**
 * learned-rules.json: series_decompose_anomalies beside the portable volume and cost rules, one analytics rule each.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { SENTINEL_CAPS, seriesAnomalies } from '../../targets/sentinel/index.js';
import type { JsonObject } from '../pack-files.js';
import { analyticsRule, armProperties, detailsOf, entitiesOf, type AnalyticsRule } from './analytics-rule.js';
import { literal, sentinelName, template, WORKSPACE } from './arm.js';

const HOUR_MS = 3_600_000;

/** The learned form of a rule; undefined for rules without one. */
export const learnedRule = (rule: Rule): AnalyticsRule | undefined => {
  const learned = rule.kind === 'correlation' ? seriesAnomalies(rule) : undefined;
  const portable = analyticsRule(rule);
  if (learned === undefined || portable === undefined) return undefined;
  return {
    ...portable,
    rule: { ...rule, meta: { ...rule.meta, title: `${rule.meta.title} (learned)` } } as Rule,
    id: stableId(`sentinel/learned/${rule.meta.ruleId}`),
    query: learned.text,
    // A rule that looks back two days or more runs hourly at most.
    frequencyMs: HOUR_MS,
    periodMs: SENTINEL_CAPS.maximumPeriodMs,
    entityMappings: entitiesOf(learned.columns),
    customDetails: {
      ...detailsOf(rule, learned.columns),
      Expected: 'Expected',
      Score: 'Score',
    },
    description:
      `Declared: Azure's own learned form, not executed by our tests. Beside ${rule.meta.ruleId}, not instead of it.\n\n${portable.description}`.slice(
        0,
        5000,
      ),
  };
};

/** The template; its rules come switched off. */
export const learnedTemplate = (rules: readonly Rule[], version: string): JsonObject =>
  template(
    {
      parameters: {
        ...WORKSPACE,
        enabled: { type: 'bool', defaultValue: false, metadata: { description: 'Whether the rules run' } },
      },
      resources: rules.flatMap((rule) => {
        const compiled = learnedRule(rule);
        if (compiled === undefined) return [];
        return [
          {
            type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
            apiVersion: '2025-09-01',
            name: sentinelName(compiled.id),
            kind: compiled.kind,
            properties: armProperties(compiled, literal(compiled.query)),
          },
        ];
      }),
    },
    version,
  );
