/**
 * Elastic's own learned form of the volume and cost rules: a machine learning job. Declared: no engine here runs it.
 * @module
 */
import type { BaselineCorrelation, CorrelationRule, RatioCorrelation, Rule } from '../../rules/ir.js';
import { compileKuery } from './kuery.js';
import { DATA_STREAM } from './fields.js';

/** Bodies for `PUT _ml/anomaly_detectors/<id>` and `PUT _ml/datafeeds/datafeed-<id>`. */
export interface MachineLearningJob {
  readonly id: string;
  readonly job: Readonly<Record<string, unknown>>;
  readonly datafeed: Readonly<Record<string, unknown>>;
}

const isLearnable = (
  rule: CorrelationRule,
): rule is CorrelationRule & { correlation: BaselineCorrelation | RatioCorrelation } =>
  rule.correlation.type === 'baseline' || rule.correlation.type === 'ratio';

const jobOf = (
  { meta, correlation }: CorrelationRule & { correlation: BaselineCorrelation | RatioCorrelation },
  filter: string,
  groupFields: readonly string[],
  suffix: string,
): MachineLearningJob => {
  const [group] = groupFields;
  const id = `ai-governance-${meta.ruleId.toLowerCase().replace(/[^a-z0-9]+/g, '-')}${suffix}`;
  return {
    id,
    job: {
      description: `${meta.title} (learned)`,
      // Kibana's detection rules list the jobs of the group `security`.
      groups: ['security', 'ai-governance'],
      analysis_config: {
        bucket_span: `${String(Math.min(correlation.timespanMs, 3_600_000) / 60_000)}m`,
        detectors: [
          {
            function: correlation.field === undefined ? 'high_count' : 'high_sum',
            ...(correlation.field === undefined ? {} : { field_name: correlation.field }),
            ...(group === undefined ? {} : { partition_field_name: group }),
          },
        ],
        influencers: [...groupFields],
      },
      data_description: { time_field: '@timestamp' },
    },
    datafeed: {
      job_id: id,
      // As long as the portable rule waits for late events.
      query_delay: `${String(Math.ceil(meta.delayMs / 1000))}s`,
      indices: [DATA_STREAM],
      query: { bool: { filter: [{ kql: { query: filter } }] } },
    },
  };
};

/**
 * The jobs that learn what the rule compares with, one for each source, whose group may stand in another field; none for
 * rules without a learned form. A filter that Kibana KQL cannot say would make a job learn from other events: none then.
 */
export const machineLearningJobs = (rule: Rule): readonly MachineLearningJob[] => {
  if (rule.kind !== 'correlation' || !isLearnable(rule)) return [];
  const jobs = rule.correlation.sources.flatMap(({ rule: source, groupFields }, index) => {
    if (source.kind !== 'detection') return [];
    const filter = compileKuery(source);
    return filter.ok ? [jobOf(rule, filter.query.text, groupFields, index === 0 ? '' : `-${String(index + 1)}`)] : [];
  });
  return jobs.length === rule.correlation.sources.length ? jobs : [];
};
