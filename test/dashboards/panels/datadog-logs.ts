// Log analytics of Datadog as its manual says it: facets, intervals, aggregations and formulas over the logs of a search.
import { valueAt, type EventRecord } from '../../../src/dashboards/reference.js';

/** One query of a widget, its search already run. */
export interface LogQuery {
  readonly compute: { readonly aggregation: string; readonly metric?: string; readonly interval?: number };
  readonly group_by: readonly {
    readonly facet: string;
    readonly limit: number;
    readonly sort: { readonly aggregation: string; readonly metric?: string; readonly order: string };
  }[];
}

const read = (event: EventRecord, facet: string): unknown => valueAt(event, facet.replace(/^@/, ''));

const PERCENT: Readonly<Record<string, number>> = { median: 50, pc75: 75, pc90: 90, pc95: 95, pc98: 98, pc99: 99 };

/** Linear between the two nearest ranks. */
const percentile = (numbers: readonly number[], at: number): number => {
  const sorted = numbers.toSorted((left, right) => left - right);
  const place = (at / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  return low + (place % 1) * ((sorted[Math.ceil(place)] ?? low) - low);
};

/** One number over logs; undefined where no log has the measure. */
const aggregate = (logs: readonly EventRecord[], aggregation: string, metric?: string): number | undefined => {
  if (metric === undefined) {
    if (aggregation !== 'count') throw new Error(`${aggregation} of nothing`);
    return logs.length;
  }
  const values = logs.map((log) => read(log, metric)).filter((value) => value !== undefined);
  if (aggregation === 'cardinality') return new Set(values).size;
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, value) => total + value, 0);
  const at = PERCENT[aggregation];
  if (at !== undefined) return percentile(numbers, at);
  switch (aggregation) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
    case 'min':
      return Math.min(...numbers);
    case 'max':
      return Math.max(...numbers);
    default:
      throw new Error(`no aggregation ${aggregation}`);
  }
};

const groupsOf = (logs: readonly EventRecord[], facet: string): ReadonlyMap<string, readonly EventRecord[]> => {
  const groups = new Map<string, EventRecord[]>();
  for (const log of logs) {
    const value = read(log, facet);
    // A log without the facet is in no group.
    if (value !== undefined) groups.set(String(value), [...(groups.get(String(value)) ?? []), log]);
  }
  return groups;
};

/** Logs by the values of the facets; each facet keeps its first values by its own sort, over the whole time. */
const nested = (
  logs: readonly EventRecord[],
  facets: LogQuery['group_by'],
): readonly (readonly [readonly string[], readonly EventRecord[]])[] => {
  const [first, ...others] = facets;
  if (first === undefined) return [[[], logs]];
  const { facet, limit, sort } = first;
  const sign = sort.order === 'desc' ? -1 : 1;
  const ranked = [...groupsOf(logs, facet)]
    .map(([value, own]) => ({ value, own, rank: aggregate(own, sort.aggregation, sort.metric) ?? 0 }))
    .sort((left, right) => sign * (left.rank - right.rank) || (left.value < right.value ? -1 : 1))
    .slice(0, limit);
  return ranked.flatMap(({ value, own }) =>
    nested(own, others).map(([values, logsOf]) => [[value, ...values], logsOf] as const),
  );
};

/** Numbers of a query by JSON of [start of the interval or null, values of the facets]. */
export const aggregateLogs = (
  logs: readonly EventRecord[],
  { compute, group_by }: LogQuery,
): ReadonlyMap<string, number> => {
  const { aggregation, metric, interval } = compute;
  const found = new Map<string, number>();
  for (const [values, own] of nested(logs, group_by)) {
    const points = new Map<number | null, EventRecord[]>();
    for (const log of own) {
      const time = Date.parse(String(log['timestamp']));
      const start = interval === undefined ? null : Math.floor(time / interval) * interval;
      points.set(start, [...(points.get(start) ?? []), log]);
    }
    for (const [start, at] of points) {
      const value = aggregate(at, aggregation, metric);
      if (value !== undefined) found.set(JSON.stringify([start, ...values]), value);
    }
  }
  return found;
};

/** Sums and differences of queries and whole numbers, or one query divided by a whole number. */
export const evaluateFormula = (formula: string, given: Readonly<Record<string, number>>): number => {
  const [, query = '', divisor] = /^(\w+) \/ (\d+)$/.exec(formula) ?? [];
  if (divisor !== undefined && given[query] !== undefined) return given[query] / Number(divisor);
  const tokens = formula.split(' ');
  let total = 0;
  for (let at = 0; at < tokens.length; at += 2) {
    const token = tokens[at] ?? '';
    const value = /^\d+$/.test(token) ? Number(token) : given[token];
    const sign = at === 0 ? '+' : tokens[at - 1];
    if (value === undefined || (sign !== '+' && sign !== '-')) throw new Error(`no formula ${formula}`);
    total += sign === '+' ? value : -value;
  }
  return total;
};
