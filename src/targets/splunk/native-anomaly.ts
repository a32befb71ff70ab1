/**
 * Splunk's own anomaly detection beside the portable baseline: a density function of the Machine Learning Toolkit.
 * Declared: no engine here runs it, and it needs the toolkit and its Python add-on installed.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { compileSplunk } from './compile.js';

/** Two scheduled searches: one learns every night, the other looks at the hour just complete. */
export interface NativeAnomaly {
  readonly ruleId: string;
  /** Name of the model in the app. */
  readonly model: string;
  readonly fitSearch: string;
  readonly fitCron: string;
  readonly fitEarliest: string;
  readonly applySearch: string;
  readonly applyCron: string;
  readonly applyEarliest: string;
  readonly macros: Readonly<Record<string, string>>;
}

/** Share of the learned density that counts as an outlier: three deviations of a normal distribution, both sides. */
const THRESHOLD = 0.0027;

/** Stages up to the sum or count per bucket and group: what the portable rule counts, the toolkit learns. */
const countedStages = (text: string): readonly string[] => {
  const stages = text.split('\n| ');
  return stages.slice(0, stages.findIndex((stage) => stage.startsWith('stats ')) + 1);
};

/** The native form of a baseline or ratio rule; undefined for the others. */
export const nativeAnomalyFor = (rule: Rule): NativeAnomaly | undefined => {
  if (rule.kind !== 'correlation') return undefined;
  const { correlation } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const compiled = compileSplunk(rule, { macros: true });
  if (!compiled.ok) return undefined;
  const model = `${rule.meta.ruleId.replaceAll(/\W/g, '_').toLowerCase()}_density`;
  const counted = countedStages(compiled.text);
  const groups = correlation.groupBy.map((_, index) => `g${index + 1}`);
  const by = groups.length === 0 ? '' : ` by "${groups.join(',')}"`;
  const days = Math.max(1, Math.ceil(compiled.lookbackMs / 86_400_000));
  return {
    ruleId: rule.meta.ruleId,
    model,
    fitSearch: [...counted, `fit DensityFunction v${by} into app:${model} threshold=${THRESHOLD}`].join('\n| '),
    fitCron: '17 3 * * *',
    fitEarliest: `-${days}d`,
    applySearch: [...counted, `apply app:${model}`, `where 'IsOutlier(v)'=1`].join('\n| '),
    applyCron: '7 * * * *',
    applyEarliest: '-1h@h',
    macros: compiled.macros,
  };
};
