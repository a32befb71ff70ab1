/**
 * Exception lists: a customer's own, one a rule.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { alertTitle } from '../alert-text.js';
import type { JsonObject } from '../pack-files.js';

/** How a rule names its list. What a customer adds there survives an upgrade. */
export const exceptionsOf = (rule: Rule): JsonObject => ({
  id: stableId(`elastic/exceptions/${rule.meta.ruleId}`),
  list_id: `ai-governance-${rule.meta.ruleId}`,
  type: 'detection',
  namespace_type: 'single',
});

/** The empty list. */
export const exceptionList = (rule: Rule): JsonObject => ({
  ...exceptionsOf(rule),
  name: `Exceptions of ${rule.meta.ruleId}`,
  description: `Known-good patterns of ${alertTitle(rule)}. Yours: an upgrade leaves them alone.`,
  os_types: [],
  tags: ['AI governance'],
});
