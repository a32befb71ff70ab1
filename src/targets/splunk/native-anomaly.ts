/**
 * Splunk's own anomaly detection beside the portable baseline: a density function of the Machine Learning Toolkit.
 * Declared: no engine here runs it, and it needs the toolkit and its Python add-on installed.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { compileSplunk } from './compile.js';
import { groupKey } from './instant-stages.js';
import { fieldArgument, quoted } from './literal.js';
import { isMoney } from './source-stages.js';

/** Two scheduled searches: one learns every night, the other looks at the hour just complete. */
export interface NativeAnomaly {
  readonly ruleId: string;
  /** Name of the model in the app. */
  readonly model: string;
  readonly fitSearch: string;
  readonly fitCron: string;
  readonly fitEarliest: string;
  /** Both searches read complete buckets only. */
  readonly latest: string;
  readonly applySearch: string;
  /** Columns of its result. */
  readonly columns: readonly string[];
  readonly applyCron: string;
  readonly applyEarliest: string;
  readonly macros: Readonly<Record<string, string>>;
}

/** Share of the learned density above which a bucket is an outlier: three deviations of a normal distribution, one side. */
const UPPER_THRESHOLD = 0.00135;
/** Fewer events than usual are no alert; the algorithm takes both sides or none. */
const LOWER_THRESHOLD = 0.0000001;
/** Fields that DensityFunction can group by. */
const MOST_GROUPS = 5;

/** Stages up to the sum or count per bucket and group: what the portable rule counts, the toolkit learns. */
const countedStages = (text: string): readonly string[] => {
  const stages = text.split('\n| ');
  return stages.slice(0, stages.findIndex((stage) => stage.startsWith('stats ')) + 1);
};

/** The native form of a baseline or ratio rule; undefined for the others. */
export const nativeAnomalyFor = (rule: Rule): NativeAnomaly | undefined => {
  if (rule.kind !== 'correlation') return undefined;
  const { correlation, meta } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const compiled = compileSplunk(rule, { macros: true });
  if (!compiled.ok || correlation.groupBy.length > MOST_GROUPS) return undefined;
  const model = `${meta.ruleId.replaceAll(/\W/g, '_').toLowerCase()}_density`;
  const counted = countedStages(compiled.text);
  const groups = correlation.groupBy.map((_, index) => `g${index + 1}`);
  const by = groups.length === 0 ? '' : ` by "${groups.join(',')}"`;
  const days = Math.max(1, Math.ceil(compiled.lookbackMs / 86_400_000));
  const scale = correlation.field !== undefined && isMoney(correlation.field) ? ' / 1000000' : '';
  const columns = ['group_key', 'alert_key', 'T', 'value', 'BoundaryRanges', ...correlation.groupBy];
  return {
    ruleId: meta.ruleId,
    model,
    columns,
    fitSearch: [
      ...counted,
      `fit DensityFunction v${by} lower_threshold=${LOWER_THRESHOLD.toFixed(7)} upper_threshold=${UPPER_THRESHOLD} into app:${model}`,
    ].join('\n| '),
    fitCron: '17 3 * * *',
    fitEarliest: `-${days}d@h`,
    latest: '@h',
    applySearch: [
      ...counted,
      `apply app:${model}`,
      `where 'IsOutlier(v)'=1`,
      `eval T=(bucket + 1) * ${compiled.everyMs}, value=v${scale}, group_key=${groupKey(groups)}, alert_key=${quoted(`${meta.ruleId}|learned|`)} . tostring(T) . "|" . group_key`,
      ...(groups.length === 0
        ? []
        : [
            `rename ${groups.map((name, index) => `${name} AS ${fieldArgument(correlation.groupBy[index] ?? name)}`).join(', ')}`,
          ]),
      `table ${columns.map(fieldArgument).join(', ')}`,
    ].join('\n| '),
    applyCron: '7 * * * *',
    applyEarliest: '-1h@h',
    macros: compiled.macros,
  };
};
