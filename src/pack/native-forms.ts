/**
 * Each SIEM's own anomaly detection beside the portable form of a rule: what it is called, where it stands in the pack,
 * and what it needs. All of them are declared: no engine runs them here.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import { cloudSiemRuleFor, impossibleTravelFor, monitorsFor } from '../targets/datadog/index.js';
import { machineLearningJobs } from '../targets/elastic/index.js';
import { seriesAnomalies } from '../targets/sentinel/index.js';
import { nativeAnomalyFor } from '../targets/splunk/index.js';
import type { TargetName } from '../targets/target.js';

/** One native form. */
export interface NativeForm {
  readonly word: 'declared';
  readonly name: string;
  /** File of the pack. */
  readonly file: string;
  readonly needs: string;
}

const form = (name: string, file: string, needs: string): NativeForm => ({ word: 'declared', name, file, needs });

const LEARNED_METHODS = ['anomaly_detection', 'new_value', 'impossible_travel'];

const datadog = (rule: Rule): readonly NativeForm[] => {
  const monitors = monitorsFor(rule);
  const siem = cloudSiemRuleFor(rule);
  const methods = [siem.ok ? siem.rule : undefined, impossibleTravelFor(rule)]
    .map((one) => one?.options['detectionMethod'])
    .filter((method) => typeof method === 'string' && LEARNED_METHODS.includes(method));
  return [
    ...(monitors.ok && monitors.metric !== undefined
      ? [form('anomalies() on a log-based metric', 'datadog/monitors.json', 'the metric of datadog/metrics.json')]
      : []),
    ...methods.map((method) => form(`Cloud SIEM ${String(method)}`, 'datadog/cloud-siem-rules.json', 'Cloud SIEM')),
  ];
};

/** The native forms of a rule by SIEM. */
export const nativeForms = (rule: Rule): Readonly<Record<TargetName, readonly NativeForm[]>> => {
  const series = rule.kind === 'correlation' ? seriesAnomalies(rule) : undefined;
  return {
    splunk:
      nativeAnomalyFor(rule) === undefined
        ? []
        : [
            form(
              'MLTK DensityFunction',
              'splunk/agent_siem/default/savedsearches.conf',
              'Machine Learning Toolkit and Python for Scientific Computing',
            ),
          ],
    elastic: machineLearningJobs(rule).map(({ id }) =>
      form('machine learning job', `elastic/ml/${id}.job.json`, 'Platinum; load.sh --learned'),
    ),
    sentinel:
      series === undefined
        ? []
        : [form('series_decompose_anomalies', 'sentinel/learned-rules.json', 'a second deployment')],
    datadog: datadog(rule),
  };
};
