/**
 * The rules' own tests in the form that Cloud SIEM runs them: a rule, events, and whether each should match.
 * @module
 */
import { compilePredicate } from '../../evaluate/index.js';
import type { Rule, RuleTest } from '../../rules/ir.js';
import { cloudSiemRuleFor, DATADOG } from '../../targets/datadog/index.js';
import type { Json, JsonObject } from '../pack-files.js';

/** Most events of one request. */
const MAX_EVENTS = 10;

const payload = (event: Readonly<Record<string, unknown>>, expectedResult: boolean): JsonObject => ({
  index: 0,
  expectedResult,
  payload: {
    ddsource: 'agent-siem',
    ddtags: '',
    hostname: '',
    message: typeof event['event_type'] === 'string' ? event['event_type'] : '',
    service: DATADOG.service,
    ...(event as JsonObject),
  },
});

/** Bodies of POST /api/v2/security_monitoring/rules/test: for rules on single events, whose query alone decides. */
export const siemTests = (rules: readonly Rule[], tests: readonly RuleTest[]): readonly JsonObject[] =>
  rules.flatMap((rule) => {
    if (rule.kind !== 'detection') return [];
    const outcome = cloudSiemRuleFor(rule);
    if (!outcome.ok || outcome.rule === undefined) return [];
    const matches = compilePredicate(rule.predicate);
    const events = tests.filter(({ ruleId }) => ruleId === rule.meta.ruleId).flatMap((test) => test.events);
    if (events.length === 0) return [];
    return [
      {
        rule: outcome.rule as unknown as Json,
        ruleQueryPayloads: events.slice(0, MAX_EVENTS).map((event) => payload(event, matches(event))),
      },
    ];
  });
