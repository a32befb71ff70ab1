/**
 * Elastic machine learning beside the portable volume and cost rules: for each a job, its datafeed, and the detection
 * rule that alerts on the job's anomalies.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { machineLearningJobs, type MachineLearningJob } from '../../targets/elastic/index.js';
import { alertTitle } from '../alert-text.js';
import { jsonText, ndjsonText, type Json, type JsonObject, type PackFiles } from '../pack-files.js';

/** Anomaly score, 0 to 100, from which Kibana alerts; 75 is what Elastic calls critical. */
const ANOMALY_THRESHOLD = 75;

/** Fields of a portable rule that say how it finds, and are replaced by the job. */
const QUERY_FIELDS = [
  'query',
  'language',
  'timestamp_override',
  'timestamp_override_fallback_disabled',
  'alert_suppression',
];

const detectionRule = (
  portable: JsonObject,
  jobs: readonly MachineLearningJob[],
  ruleId: string,
  title: string,
): JsonObject => ({
  ...Object.fromEntries(Object.entries(portable).filter(([name]) => !QUERY_FIELDS.includes(name))),
  id: stableId(`elastic/learned/${ruleId}`),
  rule_id: `agent-siem-${ruleId}-learned`,
  name: `${title} (learned)`,
  type: 'machine_learning',
  machine_learning_job_id: jobs.map(({ id }) => id),
  anomaly_threshold: ANOMALY_THRESHOLD,
  interval: '15m',
  // Buckets of an hour, and the delay of the datafeed.
  from: 'now-150m',
  setup: `Declared: Elastic's own learned form, not executed by our tests. Needs Platinum and the running jobs ${jobs.map(({ id }) => id).join(', ')} (load.sh --learned).`,
  exceptions_list: [],
  investigation_fields: { field_names: ['partition_field_value', 'actual', 'typical', 'record_score'] },
});

/** Files of the folder, given the portable rules as Kibana imports them. */
export const elasticLearned = (rules: readonly Rule[], portable: readonly JsonObject[]): PackFiles => {
  const found = rules.flatMap((rule) => {
    const jobs = machineLearningJobs(rule);
    const own = portable.find(({ rule_id }) => rule_id === `agent-siem-${rule.meta.ruleId}`);
    return jobs.length === 0 || own === undefined
      ? []
      : [{ jobs, ruleId: rule.meta.ruleId, title: alertTitle(rule), own }];
  });
  return new Map([
    [
      'ml-rules.ndjson',
      ndjsonText(found.map(({ jobs, ruleId, title, own }) => detectionRule(own, jobs, ruleId, title))),
    ],
    ...found
      .flatMap(({ jobs }) => jobs)
      .flatMap(({ id, job, datafeed }): [string, string][] => [
        [`ml/${id}.job.json`, jsonText(job as Json)],
        [`ml/${id}.datafeed.json`, jsonText(datafeed as Json)],
      ]),
  ]);
};
