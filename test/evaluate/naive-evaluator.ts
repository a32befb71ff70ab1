/**
 * A second evaluator, written straight from the meaning of rules: for each instant of the grid it scans all events.
 * Quadratic, without state, without any code of src/evaluate.
 */
import type { Correlation, CorrelationRule, Rule, SourceCondition, Threshold } from '../../src/rules/ir.js';

export interface NaiveEvent {
  readonly event_id: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

export interface NaiveFiring {
  readonly ruleId: string;
  readonly time: number;
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
  readonly eventIds: readonly string[];
}

interface Seen {
  readonly time: number;
  readonly id: string;
  readonly group: readonly string[];
  readonly bits: readonly number[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly behind: readonly string[];
}

type Table = readonly Readonly<Record<string, string>>[];

const at = (object: unknown, path: string): unknown => {
  if (typeof object !== 'object' || object === null) return undefined;
  const record = object as Record<string, unknown>;
  if (path in record) return record[path] ?? undefined;
  const [head = '', ...rest] = path.split('.');
  return rest.length === 0 ? undefined : at(record[head], rest.join('.'));
};

/** The values of a field: its own, or all elements. */
const valuesAt = (object: unknown, path: string): readonly unknown[] => {
  const value = at(object, path);
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];
};

const matches = (rule: Rule, event: NaiveEvent): boolean => {
  if (rule.kind !== 'detection') return false;
  const { predicate } = rule;
  if (predicate.kind === 'true') return true;
  if (predicate.kind !== 'match' || predicate.test.op !== 'equals')
    throw new Error('the naive evaluator reads equals only');
  return at(event, predicate.field) === predicate.test.value;
};

const compare = (value: number, conditions: readonly Threshold[]): boolean =>
  conditions.every(({ comparator, value: threshold }) =>
    comparator === 'eq'
      ? value === threshold
      : comparator === 'neq'
        ? value !== threshold
        : comparator === 'lt'
          ? value < threshold
          : comparator === 'lte'
            ? value <= threshold
            : comparator === 'gt'
              ? value > threshold
              : value >= threshold,
  );

const scopeSays = (correlation: Correlation, event: NaiveEvent, table: Table | undefined): boolean => {
  if (correlation.type !== 'lookup') return true;
  if (table === undefined) return false;
  const rows = table.flatMap((row) => [
    ...(row.tool_name === undefined ? [] : [{ key: row.agent_id, kind: 'tool', value: row.tool_name }]),
    ...(row.kind === undefined ? [] : [{ key: row.agent_id, kind: row.kind, value: row.value }]),
  ]);
  if (correlation.mode === 'empty') return rows.length === 0;
  const key = at(event, correlation.keyField);
  if (rows.length === 0 || key === undefined) return false;
  const own = rows.filter((row) => row.key === key);
  if (correlation.mode === 'unregistered') return own.length === 0;
  return Object.entries(correlation.kinds).some(([kind, field]) => {
    const ofKind = own.filter((row) => row.kind === kind);
    if (ofKind.length === 0 || ofKind.some((row) => row.value === '*')) return false;
    return valuesAt(event, field).some((value) => !ofKind.some((row) => row.value === value));
  });
};

const needed = (correlation: Correlation): readonly (readonly string[])[] => {
  switch (correlation.type) {
    case 'value_count':
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return [correlation.fields];
    case 'value_count_each':
      return correlation.fields.map((field) => [field]);
    case 'baseline':
    case 'ratio':
      return correlation.field === undefined ? [] : [[correlation.field]];
    case 'new_value':
      return [[correlation.field]];
    default:
      return [];
  }
};

/** The time that decides: the event's own; for late arrivals that of arrival. */
const timeOf = (correlation: Correlation, event: NaiveEvent): number | undefined => {
  const own = Date.parse(event.timestamp);
  if (correlation.type !== 'late_count') return own;
  const arrival = Date.parse(String(at(event, 'event.ingested')));
  return arrival - own > correlation.laterThanMs ? arrival : undefined;
};

/** The events a correlation counts: without copies, matching a source, with all group fields and a counted field. */
const counted = (rule: CorrelationRule, events: readonly NaiveEvent[], table: Table | undefined): readonly Seen[] => {
  const { correlation } = rule;
  const found: Seen[] = [];
  const add = (id: string, time: number, fields: Record<string, unknown>, behind: readonly string[], index: number) => {
    const values = (correlation.sources[index]?.groupFields ?? []).map((field) => at(fields, field));
    if (values.some((value) => value === undefined)) return;
    const group = values.map(String);
    const wanted = needed(correlation);
    if (wanted.length > 0 && !wanted.some((list) => list.every((field) => at(fields, field) !== undefined))) return;
    const twin = found.findIndex((seen) => seen.id === id && JSON.stringify(seen.group) === JSON.stringify(group));
    const before = found[twin];
    if (before === undefined) found.push({ id, time, group, bits: [index], fields, behind });
    else found[twin] = { ...before, bits: [...before.bits, index] };
  };
  const ids = new Set<string>();
  for (const event of events) {
    if (ids.has(event.event_id)) continue;
    ids.add(event.event_id);
    correlation.sources.forEach((source, index) => {
      const time = timeOf(correlation, event);
      if (time !== undefined && matches(source.rule, event) && scopeSays(correlation, event, table))
        add(event.event_id, time, event, [event.event_id], index);
    });
  }
  correlation.sources.forEach((source, index) => {
    if (source.rule.kind !== 'correlation') return;
    for (const firing of naiveFirings(source.rule, events, {}))
      add(
        `${firing.ruleId}|${new Date(firing.time).toISOString()}|${Object.values(firing.group).join('|')}`,
        firing.time,
        firing.group,
        firing.eventIds,
        index,
      );
  });
  return found;
};

const holds = (condition: SourceCondition, present: ReadonlySet<string>): boolean =>
  condition.kind === 'source'
    ? present.has(condition.ref)
    : condition.kind === 'not'
      ? !holds(condition.part, present)
      : condition.kind === 'and'
        ? condition.parts.every((part) => holds(part, present))
        : condition.parts.some((part) => holds(part, present));

const before = (a: Seen, b: Seen): boolean => {
  if (a.time !== b.time) return a.time < b.time;
  const [left, right] = [at(a.fields, 'integrity.trail_id'), at(b.fields, 'integrity.trail_id')];
  return (
    left !== undefined &&
    left === right &&
    Number(at(a.fields, 'integrity.sequence')) < Number(at(b.fields, 'integrity.sequence'))
  );
};

/** Tries every chain. */
const chain = (steps: readonly number[], window: readonly Seen[], last?: Seen): boolean => {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  return window.some(
    (seen) => seen.bits.includes(step) && (last === undefined || before(last, seen)) && chain(rest, window, seen),
  );
};

const subsets = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_unused, index) => index).filter((index) => ((bits >> index) & 1) === 1),
  );

const money = (field: string): boolean => field.endsWith('_usd');
const micro = (value: unknown): number => Math.round(Number(value) * 1e6);
const numbersOf = (window: readonly Seen[], field: string): readonly number[] =>
  window
    .map((seen) => at(seen.fields, field))
    .filter((value) => value !== undefined)
    .map((value) => (money(field) ? micro(value) : Number(value)));
const distinct = (window: readonly Seen[], fields: readonly string[]): number =>
  new Set(
    window
      .flatMap((seen) =>
        fields.reduce<readonly (readonly unknown[])[]>(
          (rows, field) => rows.flatMap((row) => valuesAt(seen.fields, field).map((value) => [...row, value])),
          [[]],
        ),
      )
      .map((values) => JSON.stringify(values.map(String))),
  ).size;

interface Found {
  readonly value: number;
  readonly events: readonly Seen[];
}

/** The value of a group at T where the condition holds. `own` are the group's events. */
const valueAt = (correlation: Correlation, own: readonly Seen[], T: number): Found | undefined => {
  const { timespanMs } = correlation;
  const inside = (start: number, end: number) => own.filter((seen) => seen.time >= start && seen.time < end);
  const window = correlation.every === 'event' ? inside(T - timespanMs + 1, T + 1) : inside(T - timespanMs, T);
  const when = (value: number, conditions: readonly Threshold[]): Found | undefined =>
    window.length > 0 && compare(value, conditions) ? { value, events: window } : undefined;
  switch (correlation.type) {
    case 'event_count':
    case 'late_count':
      return when(window.length, correlation.condition);
    case 'value_count':
      return when(distinct(window, correlation.fields), correlation.condition);
    case 'value_sum':
    case 'value_avg': {
      const [field = ''] = correlation.fields;
      const numbers = numbersOf(window, field);
      const total = numbers.reduce((sum, number) => sum + number, 0) / (money(field) ? 1e6 : 1);
      return when(correlation.type === 'value_sum' ? total : total / numbers.length, correlation.condition);
    }
    case 'value_percentile': {
      const [field = ''] = correlation.fields;
      const sorted = [...numbersOf(window, field)].sort((a, b) => a - b);
      const rank = Math.max(1, Math.ceil(((correlation.percentile ?? 0) * sorted.length) / 100));
      return when((sorted[rank - 1] ?? 0) / (money(field) ? 1e6 : 1), correlation.condition);
    }
    case 'value_count_each': {
      const counts = correlation.fields.map((field) => distinct(window, [field]));
      return window.length > 0 && counts.every((count) => compare(count, correlation.condition))
        ? { value: Math.min(...counts), events: window }
        : undefined;
    }
    case 'temporal':
    case 'temporal_ordered': {
      const refs = correlation.sources.map((source) => source.ref);
      const present = new Set(window.flatMap((seen) => seen.bits.map((bit) => refs[bit] ?? '')));
      const { condition } = correlation;
      const met = (set: ReadonlySet<string>): boolean =>
        condition === undefined ? refs.every((ref) => set.has(ref)) : holds(condition, set);
      if (window.length === 0 || !met(present)) return undefined;
      if (correlation.type === 'temporal') return { value: present.size, events: window };
      // In order: some set of present sources that is enough for the condition, whatever else there is, as a chain.
      const ordered = subsets(refs.length).some((chosen) => {
        const names = new Set(chosen.map((index) => refs[index] ?? ''));
        const enough = subsets(refs.length)
          .map((others) => new Set([...names, ...others.map((index) => refs[index] ?? '')]))
          .filter((set) => [...set].every((name) => present.has(name)))
          .every(met);
        return enough && [...names].every((name) => present.has(name)) && chain(chosen, window);
      });
      return ordered ? { value: present.size, events: window } : undefined;
    }
    case 'baseline':
    case 'ratio': {
      const size = timespanMs;
      const field = correlation.field;
      const unit = field !== undefined && money(field) ? 1e6 : 1;
      const bucketStart = correlation.type === 'baseline' ? T - size : Math.floor((T - 1) / size) * size;
      const sum = (list: readonly Seen[]): bigint =>
        field === undefined
          ? BigInt(list.length)
          : numbersOf(list, field).reduce((total, number) => total + BigInt(number), 0n);
      const current = inside(bucketStart, T);
      if (current.length === 0) return undefined;
      const buckets = Array.from({ length: correlation.historyBuckets }, (_, back) =>
        inside(bucketStart - (back + 1) * size, bucketStart - back * size),
      ).reverse();
      const first = buckets.findIndex((bucket) => bucket.length > 0);
      const used =
        correlation.type === 'baseline' && correlation.zeros === 'include'
          ? first === -1
            ? []
            : buckets.slice(first)
          : buckets.filter((bucket) => bucket.length > 0);
      const n = BigInt(used.length);
      const v = sum(current);
      const S = used.reduce((total, bucket) => total + sum(bucket), 0n);
      const SS = used.reduce((total, bucket) => total + sum(bucket) ** 2n, 0n);
      if (used.length < correlation.minActive || Number(v) / unit < correlation.floor) return undefined;
      if (correlation.type === 'ratio') {
        const factor = BigInt(correlation.factor);
        return S > 0n && v * n >= factor * S
          ? { value: Number(v) / (Number(S) / Number(n)), events: current }
          : undefined;
      }
      const k = BigInt(correlation.sigma);
      const fires =
        n * v > S && (n * v - S) ** 2n > k * k * (n * SS - S * S) && Number(n * v) >= correlation.minRatio * Number(S);
      return fires ? { value: Number(v) / unit, events: current } : undefined;
    }
    case 'new_value': {
      const start = T - timespanMs;
      const history = inside(start - correlation.historyMs, start);
      const old = history.some((seen) => seen.time < start - correlation.minHistoryMs);
      if (correlation.minHistoryMs > 0 && !old) return undefined;
      const known = new Set(history.flatMap((seen) => valuesAt(seen.fields, correlation.field)));
      const unknown = (seen: Seen): readonly unknown[] =>
        valuesAt(seen.fields, correlation.field).filter((value) => !known.has(value));
      const fresh = window.filter((seen) => unknown(seen).length > 0);
      const values = new Set(fresh.flatMap(unknown));
      return values.size === 0 ? undefined : { value: values.size, events: fresh };
    }
    case 'lookup': {
      const start = Math.floor((T - 1) / timespanMs) * timespanMs;
      const running = inside(start, T);
      return running.length === 0 ? undefined : { value: running.length, events: running };
    }
  }
};

/** All firings of a correlation. */
export const naiveFirings = (
  rule: CorrelationRule,
  events: readonly NaiveEvent[],
  options: { readonly now?: number; readonly table?: Table },
): readonly NaiveFiring[] => {
  const { correlation } = rule;
  const all = counted(rule, events, options.table);
  if (all.length === 0) return [];
  const times = all.map((seen) => seen.time);
  const { every } = correlation;
  const instants =
    every === 'event'
      ? [...new Set(times)].sort((a, b) => a - b)
      : Array.from(
          { length: Math.ceil((Math.max(...times) - Math.min(...times) + correlation.timespanMs) / every) + 2 },
          (_, step) => (Math.floor(Math.min(...times) / every) + step) * every,
        );
  const groups = new Map(all.map((seen) => [JSON.stringify(seen.group), seen.group]));
  return instants
    .filter((T) => options.now === undefined || T <= options.now)
    .flatMap((T) =>
      [...groups].flatMap(([key, group]) => {
        const own = all.filter((seen) => JSON.stringify(seen.group) === key);
        // Event-anchored: only an event of this very group is an instant.
        if (every === 'event' && !own.some((seen) => seen.time === T)) return [];
        const found = valueAt(correlation, own, T);
        if (found === undefined) return [];
        return [
          {
            ruleId: rule.meta.ruleId,
            time: T,
            group: Object.fromEntries(correlation.groupBy.map((name, index) => [name, group[index] ?? ''])),
            value: found.value,
            eventIds: [...new Set(found.events.flatMap((seen) => seen.behind))].sort(),
          },
        ];
      }),
    );
};

/** Firings without those that an alert of the same group holds back. */
export const naiveAlerts = (rule: CorrelationRule, firings: readonly NaiveFiring[]): readonly NaiveFiring[] => {
  const { correlation } = rule;
  const bucketed = correlation.type === 'ratio' || correlation.type === 'lookup';
  const alerts: NaiveFiring[] = [];
  for (const firing of firings) {
    const mine = alerts.filter((alert) => JSON.stringify(alert.group) === JSON.stringify(firing.group));
    const held = mine.some((alert) =>
      bucketed && rule.meta.suppressMs === undefined
        ? Math.floor((alert.time - 1) / correlation.timespanMs) ===
          Math.floor((firing.time - 1) / correlation.timespanMs)
        : firing.time - alert.time < (rule.meta.suppressMs ?? correlation.timespanMs),
    );
    if (!held) alerts.push(firing);
  }
  return alerts;
};
