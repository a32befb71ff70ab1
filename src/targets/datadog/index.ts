/**
 * Datadog: log searches, monitors, log-based metrics, Cloud SIEM rules, caps.
 * @module
 */
import type { Target } from '../target.js';
import { compile } from './compile.js';

export { DATADOG_CAPS, DATADOG_DECLARED, DATADOG_UNSUPPORTED } from './capabilities.js';
export { cloudSiemRuleFor, impossibleTravelFor, type CloudSiemRule } from './cloud-siem.js';
export type { CloudSiemQuery } from './cloud-siem-query.js';
export { compileDatadog, type DatadogCompilation } from './compile.js';
export type { LogMetric } from './log-metric.js';
export { DATADOG } from './mapping.js';
export { monitorFor, monitorsFor, type Monitor, type MonitorOutcome } from './monitor.js';
export { aliasAttributes } from './group.js';
export type { RuleQuery } from './rule-query.js';

/** The Datadog target. */
export const datadog: Target = { name: 'datadog', compile };
