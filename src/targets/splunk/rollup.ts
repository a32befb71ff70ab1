/**
 * The rollup form of baseline and ratio rules, for volumes at which a week of events is too much to read every hour: one
 * search writes counts and sums per bucket and group to a summary index, the rule reads those. Same meaning, same rows;
 * only the detail fields are not carried.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { furtherBack } from '../parameters.js';
import type { QueryRange } from '../target.js';
import { compileSplunk, type SplunkOptions } from './compile.js';
import { quoted } from './literal.js';
import { SPLUNK } from './mapping.js';
import { cronOf, scheduleOf } from './schedule.js';

/** Both searches. Times are Splunk time modifiers. */
export interface Rollup {
  readonly ruleId: string;
  /** `source` of the summary events. */
  readonly source: string;
  readonly collectSearch: string;
  readonly collectCron: string;
  readonly collectEarliest: string;
  /** The rule over the summary; throttled as the direct form. */
  readonly search: string;
  /** Runs after the writing search has had its time. */
  readonly ruleCron: string;
  readonly ruleEarliest: string;
  readonly macros: Readonly<Record<string, string>>;
}

/** Complete buckets that a run writes again, so that late events are counted. */
const REWRITTEN = 3;

/** Minutes that the writing search is given. */
const WRITING_MINUTES = 5;

// Summary events are name="value" text: these characters would end a value or start an escape.
const ENCODED = [
  ['%', '%25'],
  ['"', '%22'],
  ['\\', '%5C'],
] as const;

const replaced = (text: string, from: string, to: string): string =>
  `mvjoin(split(${text}, ${quoted(from)}), ${quoted(to)})`;

const encode = (name: string): string =>
  `${name}=${ENCODED.reduce((text, [plain, code]) => replaced(text, plain, code), name)}`;

const decode = (name: string): string =>
  `${name}=${[...ENCODED].reverse().reduce((text, [plain, code]) => replaced(text, code, plain), name)}`;

/** The rollup form; undefined for rules without one. `collectRange` is the range of times the writing search covers. */
export const rollupFor = (
  rule: Rule,
  options: SplunkOptions & { readonly collectRange?: QueryRange } = { macros: true },
): Rollup | undefined => {
  if (rule.kind !== 'correlation') return undefined;
  const { correlation } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const compiled = compileSplunk(rule, options);
  if (!compiled.ok) return undefined;
  const stages = compiled.text.split('\n| ');
  const counted = stages.findIndex((stage) => stage.startsWith('stats ')) + 1;
  const groups = correlation.groupBy.map((_, index) => `g${index + 1}`);
  const source = `${rule.meta.ruleId.replaceAll(/\W/g, '_').toLowerCase()}_rollup`;
  const everySeconds = compiled.everyMs / 1000;
  const delaySeconds = Math.ceil(rule.meta.delayMs / 1000);
  const reach = delaySeconds + REWRITTEN * everySeconds;
  const range = options.collectRange ?? { from: `now() - ${reach}`, to: `now() - ${delaySeconds}` };
  const by = ['bucket', ...groups].join(', ');
  return {
    ruleId: rule.meta.ruleId,
    source,
    macros: compiled.macros,
    collectCron: cronOf(scheduleOf(rule).periodMs, Math.ceil(rule.meta.delayMs / 60_000) % 60),
    ruleCron: cronOf(scheduleOf(rule).periodMs, (Math.ceil(rule.meta.delayMs / 60_000) + WRITING_MINUTES) % 60),
    ruleEarliest: `-${Math.ceil((compiled.lookbackMs + furtherBack(rule) + scheduleOf(rule).rangeMs + rule.meta.delayMs + compiled.everyMs) / 1000)}s`,
    collectEarliest: `-${reach + everySeconds}s`,
    collectSearch: [
      ...stages.slice(0, counted),
      // Complete buckets only: the running one would be written too small.
      `where bucket >= floor((${range.from}) / ${everySeconds}) AND bucket < floor((${range.to}) / ${everySeconds})`,
      `eval ${[`_time=bucket * ${everySeconds}`, ...groups.map(encode)].join(', ')}`,
      `table _time, ${by}, v, n, first_seen, last_seen`,
      `collect index=${SPLUNK.summaryIndex} source="${source}"`,
    ].join('\n| '),
    search: [
      `index=${SPLUNK.summaryIndex} source="${source}"`,
      // A bucket that was written again holds what came late: counts and sums only grow.
      `stats max(v) AS v, max(n) AS n, min(first_seen) AS first_seen, max(last_seen) AS last_seen BY ${by}`,
      ...(groups.length === 0 ? [] : [`eval ${groups.map(decode).join(', ')}`]),
      ...stages.slice(counted),
    ].join('\n| '),
  };
};
