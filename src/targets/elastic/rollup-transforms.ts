/**
 * The transforms of a rollup: one document an event without copies, then counts and sums by group and bucket.
 * @module
 */
import type { BaselineCorrelation, CorrelationRule, RatioCorrelation } from '../../rules/ir.js';
import { furtherBack } from '../parameters.js';
import { DATA_STREAM } from './fields.js';
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

/** Ingest pipeline that stamps what a transform writes, so that the next one sees what came late. */
export const ROLLUP_PIPELINE = 'ai-governance-rollup';

const DAY_MS = 86_400_000;
const FREQUENCY = '5m';

type Json = Readonly<Record<string, unknown>>;

/** A rule that has a rollup form, the id of its transforms, and its grid in milliseconds. */
export interface RolledUp {
  readonly rule: CorrelationRule & { readonly correlation: BaselineCorrelation | RatioCorrelation };
  readonly id: string;
  readonly every: number;
}

const bucketOf = (every: number) => ({
  date_histogram: { field: '@timestamp', fixed_interval: `${String(every / 60_000)}m` },
});

/** As long as the rule looks back, and two days. */
const retentionOf = ({ rule }: RolledUp): Json => {
  const { correlation } = rule;
  const days = Math.ceil((correlation.timespanMs * (correlation.historyBuckets + 1) + furtherBack(rule)) / DAY_MS) + 2;
  return { time: { field: '@timestamp', max_age: `${String(days)}d` } };
};

/** Of each source a document an event; undefined where Kibana's language cannot say which. */
const perEvent = (rolled: RolledUp): readonly Transform[] | undefined => {
  const { rule, id, every } = rolled;
  const { correlation, meta } = rule;
  const transforms: Transform[] = [];
  for (const [index, { rule: source, groupFields }] of correlation.sources.entries()) {
    const filter = source.kind === 'detection' ? compileKuery(source) : undefined;
    if (filter?.ok !== true) return undefined;
    transforms.push({
      id: `${id}-events${index === 0 ? '' : `-${String(index + 1)}`}`,
      body: {
        description: `${meta.title}: one document an event, copies removed`,
        source: { index: [DATA_STREAM], query: { bool: { filter: [{ kql: { query: filter.query.text } }] } } },
        dest: { index: `${id}-events`, pipeline: ROLLUP_PIPELINE },
        frequency: FREQUENCY,
        sync: { time: { field: 'event.ingested', delay: `${String(Math.ceil(meta.delayMs / 1000))}s` } },
        retention_policy: retentionOf(rolled),
        pivot: {
          group_by: {
            event_id: { terms: { field: 'event_id' } },
            ...Object.fromEntries(groupFields.map((field, part) => [`g${String(part)}`, { terms: { field } }])),
            '@timestamp': bucketOf(every),
          },
          aggregations: {
            at: { min: { field: '@timestamp' } },
            ...(correlation.field === undefined ? {} : { v: { max: { field: correlation.field } } }),
          },
        },
      },
    });
  }
  return transforms;
};

const sums = (rolled: RolledUp): Transform => {
  const { rule, id, every } = rolled;
  const { correlation, meta } = rule;
  const groups = correlation.groupBy.map((_, part) => `g${String(part)}`);
  return {
    id,
    body: {
      description: `${meta.title}: counts and sums by group and bucket`,
      source: { index: [`${id}-events`] },
      dest: { index: id },
      frequency: FREQUENCY,
      sync: { time: { field: 'ingested', delay: '60s' } },
      retention_policy: retentionOf(rolled),
      pivot: {
        group_by: {
          ...Object.fromEntries(groups.map((field) => [field, { terms: { field } }])),
          '@timestamp': bucketOf(every),
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
};

/** In the order in which they feed each other; undefined where the events cannot be selected. */
export const rollupTransforms = (rolled: RolledUp): readonly Transform[] | undefined => {
  const events = perEvent(rolled);
  return events === undefined ? undefined : [...events, sums(rolled)];
};
