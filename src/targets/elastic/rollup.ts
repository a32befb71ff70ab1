/**
 * The rollup form of baseline and ratio rules, for volumes at which a week of events is too much to read every hour:
 * transforms keep counts and sums per bucket and group, the rule reads those. Same meaning, same firings; only the detail
 * fields are not carried.
 * @module
 */
import type { CorrelationRule, Rule } from '../../rules/ir.js';
import type { Mark } from '../parameters.js';
import { gridOf, scheduleOf } from '../schedule.js';
import type { QueryRange } from '../target.js';
import { compileEsql, MINIMUM_INTERVAL_MS } from './compile.js';
import { elasticMapping } from './fields.js';
import { rollupTransforms, type Transform } from './rollup-transforms.js';

/** The transforms in the order in which they feed each other, and the rule over what the last one writes. */
export interface ElasticRollup {
  readonly ruleId: string;
  readonly transforms: readonly Transform[];
  readonly query: string;
}

/** Two transforms, each every five minutes, and their own work. */
const TRANSFORM_MS = 15 * 60_000;

const minutes = (milliseconds: number): string => `${String(Math.ceil(milliseconds / 60_000))} minutes`;

const rollupRange = (rule: Rule): QueryRange => {
  const { delayMs, rangeMs } = scheduleOf(rule, { minimumMs: MINIMUM_INTERVAL_MS });
  const late = delayMs + TRANSFORM_MS;
  return { from: `NOW() - ${minutes(late + rangeMs)}`, to: `NOW() - ${minutes(late)}` };
};

/** The counting lines of the direct form are replaced by the summary's; the rest of the query stays as it is. */
const overSummary = (text: string, index: string, groups: readonly string[], money: boolean): string | undefined => {
  const lines = text.trimEnd().split('\n| ');
  const counted = lines.findIndex((line) => line.startsWith('STATS _c = COUNT(*)'));
  const range = lines[1];
  if (counted === -1 || range === undefined) return undefined;
  const sum = money ? 'SUM(TO_LONG(ROUND(v * 1000000)))' : 'SUM(n)';
  return `${[
    `FROM ${index}`,
    range,
    'EVAL _b = TO_LONG(@timestamp), _t0 = TO_LONG(first_seen), _t1 = TO_LONG(last_seen)',
    `STATS _c = SUM(n), _v = ${sum}, _first = MIN(_t0), _last = MAX(_t1) BY ${[...groups.map((name, part) => `${name} = g${String(part)}`), '_b'].join(', ')}`,
    ...lines.slice(counted + 1),
  ].join('\n| ')}\n`;
};

/**
 * The rollup form; undefined for rules without one. Amounts of money are exact with at most six decimals: a transform
 * sums what it cannot round first.
 */
export const elasticRollup = (
  rule: Rule,
  range: QueryRange = rollupRange(rule),
  mark?: Mark,
): ElasticRollup | undefined => {
  if (rule.kind !== 'correlation') return undefined;
  const { correlation, meta } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const column = correlation.field === undefined ? undefined : elasticMapping(meta).column(correlation.field);
  const every = gridOf(correlation);
  if (every === undefined || (column !== undefined && !column.money)) return undefined;
  const bare: CorrelationRule = { ...rule, meta: { ...meta, details: [] } };
  const compiled = compileEsql(bare, { range, ...(mark === undefined ? {} : { mark }) });
  const id = `ai-governance-rollup-${meta.ruleId.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const groups = correlation.groupBy.map((_, part) => `_g${String(part)}`);
  const query = compiled.ok ? overSummary(compiled.query.text, id, groups, column !== undefined) : undefined;
  const transforms = rollupTransforms({ rule: { ...rule, correlation }, id, every });
  return query === undefined || transforms === undefined ? undefined : { ruleId: meta.ruleId, transforms, query };
};
