/**
 * The rollup form of baseline and ratio rules, for volumes at which a week of events is too much to read every hour:
 * transforms keep counts and sums per bucket and group, the rule reads those. Same meaning, same firings; only the detail
 * fields are not carried.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { furtherBack, type Mark } from '../parameters.js';
import { gridOf, scheduleOf } from '../schedule.js';
import type { QueryRange } from '../target.js';
import { compileEsql, MINIMUM_INTERVAL_MS } from './compile.js';
import { DATA_STREAM, elasticMapping } from './fields.js';
import { compileKuery } from './kuery.js';

/** Body of `PUT _transform/<id>`. */
export interface Transform {
  readonly id: string;
  readonly body: {
    readonly description: string;
    readonly source: { readonly index: readonly string[]; readonly query?: Readonly<Record<string, unknown>> };
    readonly dest: { readonly index: string; readonly pipeline?: string };
    readonly frequency: string;
    readonly sync: Readonly<Record<string, unknown>>;
    readonly retention_policy: Readonly<Record<string, unknown>>;
    readonly pivot: {
      readonly group_by: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
      readonly aggregations: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
    };
  };
}

/** The transforms in the order in which they feed each other, and the rule over what the last one writes. */
export interface ElasticRollup {
  readonly ruleId: string;
  readonly transforms: readonly Transform[];
  readonly query: string;
}

/** Ingest pipeline that stamps what a transform writes, so that the next one sees what came late. */
export const ROLLUP_PIPELINE = 'ai-governance-rollup';

const DAY_MS = 86_400_000;
/** Two transforms, each every five minutes, and their own work. */
const TRANSFORM_MS = 15 * 60_000;
const FREQUENCY = '5m';

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
  const bare: Rule = { ...rule, meta: { ...meta, details: [] } };
  const compiled = compileEsql(bare, { range, ...(mark === undefined ? {} : { mark }) });
  const id = `ai-governance-rollup-${meta.ruleId.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const groups = correlation.groupBy.map((_, part) => `_g${String(part)}`);
  const query = compiled.ok ? overSummary(compiled.query.text, id, groups, column !== undefined) : undefined;
  const filters = correlation.sources.map(({ rule: source }) =>
    source.kind === 'detection' ? compileKuery(source) : undefined,
  );
  if (query === undefined) return undefined;
  const bucket = { date_histogram: { field: '@timestamp', fixed_interval: `${String(every / 60_000)}m` } };
  const days = Math.ceil((correlation.timespanMs * (correlation.historyBuckets + 1) + furtherBack(rule)) / DAY_MS) + 2;
  const retention = { time: { field: '@timestamp', max_age: `${String(days)}d` } };
  const delay = `${String(Math.ceil(meta.delayMs / 1000))}s`;
  const perEvent = correlation.sources.flatMap(({ groupFields }, index): readonly Transform[] => {
    const filter = filters[index];
    if (filter?.ok !== true) return [];
    return [
      {
        id: `${id}-events${index === 0 ? '' : `-${String(index + 1)}`}`,
        body: {
          description: `${meta.title}: one document an event, copies removed`,
          source: { index: [DATA_STREAM], query: { bool: { filter: [{ kql: { query: filter.query.text } }] } } },
          dest: { index: `${id}-events`, pipeline: ROLLUP_PIPELINE },
          frequency: FREQUENCY,
          sync: { time: { field: 'event.ingested', delay } },
          retention_policy: retention,
          pivot: {
            group_by: {
              event_id: { terms: { field: 'event_id' } },
              ...Object.fromEntries(groupFields.map((field, part) => [`g${String(part)}`, { terms: { field } }])),
              '@timestamp': bucket,
            },
            aggregations: {
              at: { min: { field: '@timestamp' } },
              ...(correlation.field === undefined ? {} : { v: { max: { field: correlation.field } } }),
            },
          },
        },
      },
    ];
  });
  if (perEvent.length < correlation.sources.length) return undefined;
  const sums: Transform = {
    id,
    body: {
      description: `${meta.title}: counts and sums by group and bucket`,
      source: { index: [`${id}-events`] },
      dest: { index: id },
      frequency: FREQUENCY,
      sync: { time: { field: 'ingested', delay: '60s' } },
      retention_policy: retention,
      pivot: {
        group_by: {
          ...Object.fromEntries(
            groups.map((_, part) => [`g${String(part)}`, { terms: { field: `g${String(part)}` } }]),
          ),
          '@timestamp': bucket,
        },
        aggregations: {
          n: { value_count: { field: 'event_id' } },
          first_seen: { min: { field: 'at' } },
          last_seen: { max: { field: 'at' } },
          ...(correlation.field === undefined ? {} : { v: { sum: { field: 'v' } } }),
        },
      },
    },
  };
  return { ruleId: meta.ruleId, transforms: [...perEvent, sums], query };
};
