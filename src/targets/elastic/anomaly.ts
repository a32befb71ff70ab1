/**
 * Elastic's own learned form of the volume and cost rules: a machine learning job. Declared: no engine here runs it.
 * @module
 */
import type { BaselineCorrelation, CorrelationRule, RatioCorrelation } from '../../rules/ir.js';
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

/** The job that learns what the rule compares with; undefined for rules without a learned form. */
export const machineLearningJob = (rule: CorrelationRule): MachineLearningJob | undefined => {
  if (!isLearnable(rule)) return undefined;
  const { correlation, meta } = rule;
  const [source] = correlation.sources;
  if (source === undefined || source.rule.kind !== 'detection') return undefined;
  const filter = compileKuery(source.rule);
  const [group] = source.groupFields;
  const id = `ai-governance-${meta.ruleId.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return {
    id,
    job: {
      description: `${meta.title} (learned)`,
      groups: ['ai-governance'],
      analysis_config: {
        bucket_span: `${String(Math.min(correlation.timespanMs, 3_600_000) / 60_000)}m`,
        detectors: [
          {
            function: correlation.field === undefined ? 'high_count' : 'high_sum',
            ...(correlation.field === undefined ? {} : { field_name: correlation.field }),
            ...(group === undefined ? {} : { partition_field_name: group }),
          },
        ],
        influencers: [...source.groupFields],
      },
      data_description: { time_field: '@timestamp' },
    },
    datafeed: {
      job_id: id,
      indices: [DATA_STREAM],
      query: {
        bool: { filter: filter.ok ? [{ query_string: { query: filter.query.text } }] : [{ match_all: {} }] },
      },
    },
  };
};
