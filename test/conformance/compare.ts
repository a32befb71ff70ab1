// Runs a rule in an engine and in the reference evaluator, and compares the firings as sets of (T, group, value).
import { evaluate } from '../../src/evaluate/index.js';
import type { EventObject, LookupRow } from '../../src/evaluate/index.js';
import { parseTime } from '../../src/evaluate/index.js';
import type { Correlation, Rule } from '../../src/rules/ir.js';
import { gridOf, isPerEvent, MAX_INSTANTS_WITH_HISTORY } from '../../src/targets/schedule.js';
import type { Unsupported } from '../../src/targets/target.js';
import { arrivalOf, asSent } from './arrival.js';
import type { ArrivedEvent, Engine, Range, Row } from './engine.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A rule with events on which engine and evaluator must agree. */
export interface Case {
  readonly name: string;
  readonly rule: Rule;
  readonly events: readonly EventObject[];
  readonly lookups: Readonly<Record<string, readonly LookupRow[]>>;
  /** Last instant, Unix milliseconds. */
  readonly now?: number;
}

/** How a case ended. */
export type Outcome =
  | { readonly kind: 'same'; readonly firings: number }
  | { readonly kind: 'different'; readonly missing: readonly string[]; readonly extra: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unsupported'; readonly unsupported: readonly Unsupported[] };

/** A case with its events moved to a stretch of time of its own, so that many cases share one load. */
export interface PlacedCase extends Case {
  readonly first: number;
  readonly last: number;
}

const timeOf = (event: EventObject): number | undefined => parseTime(event['timestamp'] ?? event['@timestamp']);

const spanOf = (correlation: Correlation): number => {
  const history =
    correlation.type === 'baseline' || correlation.type === 'ratio'
      ? correlation.timespanMs * correlation.historyBuckets
      : correlation.type === 'new_value'
        ? correlation.historyMs
        : 0;
  const inner = correlation.sources.map(({ rule }) => (rule.kind === 'correlation' ? spanOf(rule.correlation) : 0));
  return correlation.timespanMs + history + Math.max(0, ...inner);
};

const lookback = (rule: Rule): number => (rule.kind === 'detection' ? 0 : spanOf(rule.correlation));

/** The event that much later, with its arrival. */
export const moved = (event: EventObject, byMs: number): EventObject => {
  const time = timeOf(event);
  const arrival = arrivalOf(event);
  return {
    ...event,
    ...(time === undefined ? {} : { timestamp: new Date(time + byMs).toISOString() }),
    ...(arrival === undefined ? {} : { event: { ingested: new Date(arrival + byMs).toISOString() } }),
  };
};

/** Ids of its own for each case: a query over several takes equal ids for copies. */
const apart = (event: EventObject, index: number): EventObject =>
  typeof event['event_id'] === 'string' ? { ...event, event_id: `${event['event_id']}-${String(index)}` } : event;

/** Gives each case its own days, whole ones: the grid and the time of day stay. */
export const place = (cases: readonly Case[], distinct = false): readonly PlacedCase[] => {
  let next = Date.UTC(2026, 0, 1);
  return cases.map((given, index) => {
    const times = given.events
      .flatMap((event) => [timeOf(event), arrivalOf(event)])
      .filter((time) => time !== undefined);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const start = next + Math.ceil(lookback(given.rule) / DAY) * DAY;
    const shift = start - Math.floor(first / DAY) * DAY;
    const length = last - Math.floor(first / DAY) * DAY + lookback(given.rule) + DAY;
    next = start + Math.ceil(length / DAY) * DAY + DAY;
    return {
      ...given,
      events: given.events.map((event) => moved(distinct ? apart(event, index) : event, shift)),
      ...(given.now === undefined ? {} : { now: given.now + shift }),
      first: first + shift,
      last: last + shift,
    };
  });
};

/** Events of many cases as one load: received when they happened, unless they say otherwise. */
export const arrivals = (cases: readonly PlacedCase[]): readonly ArrivedEvent[] =>
  cases.flatMap(({ events }) =>
    events.map((event) => ({ event: asSent(event), arrival: arrivalOf(event) ?? timeOf(event) ?? 0 })),
  );

/** The rule as compilers read it: on the grid. */
const onGrid = (rule: Rule): Rule => {
  if (rule.kind === 'detection') return rule;
  const every = gridOf(rule.correlation) ?? rule.correlation.every;
  const sources = rule.correlation.sources.map((source) => ({ ...source, rule: onGrid(source.rule) }));
  return { ...rule, correlation: { ...rule.correlation, every, sources } };
};

const HISTORY: readonly Correlation['type'][] = ['baseline', 'ratio', 'new_value'];

/** Whole days that end where the range ends: rules of one shape then share one text. */
const wholeDays = (from: number, to: number): Range => ({ from: to - Math.ceil((to - from) / DAY) * DAY, to });

/** The one range that holds every instant of a case; undefined where a query answers for a few instants only. */
const wholeRange = ({ rule, first, last, now }: PlacedCase): Range | undefined => {
  if (rule.kind === 'detection' || isPerEvent(rule)) return wholeDays(first - 1, last);
  if (HISTORY.includes(rule.correlation.type)) return undefined;
  const grid = gridOf(rule.correlation) ?? MINUTE;
  return wholeDays(Math.floor(first / grid) * grid, Math.min(now ?? Infinity, last + lookback(rule) + grid));
};

/** Ranges that together hold every instant of a case. */
export const rangesOf = (given: PlacedCase): readonly Range[] => {
  const { rule, first, last, now } = given;
  const whole = wholeRange(given);
  if (whole !== undefined || rule.kind === 'detection') return whole === undefined ? [] : [whole];
  const grid = gridOf(rule.correlation) ?? MINUTE;
  const { timespanMs } = rule.correlation;
  const begin = Math.floor(first / grid) * grid;
  // Without an event in its window a rule with a history has nothing to compare: such ranges are not asked for.
  const end = Math.min(now ?? Infinity, last + timespanMs + grid);
  const step = grid * MAX_INSTANTS_WITH_HISTORY;
  return Array.from({ length: Math.max(0, Math.ceil((end - begin) / step)) }, (_, index) => {
    const to = end - index * step;
    return { from: to - step, to };
  }).reverse();
};

/** A firing's text without its value. */
export const shown = (time: number | null, group: readonly string[], eventId?: string): string =>
  JSON.stringify([
    time === null ? null : new Date(time).toISOString(),
    ...group,
    ...(eventId === undefined ? [] : [eventId]),
  ]);

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** What the evaluator raises: firings by their text. */
export const expectedOf = (given: Case, perEvent: boolean): ReadonlyMap<string, number> => {
  const rule = onGrid(given.rule);
  const { firings, skipped } = evaluate([rule], given.events, {
    lookups: given.lookups,
    ...(given.now === undefined ? {} : { now: given.now }),
  });
  const [problem] = skipped.rules;
  if (problem !== undefined) throw new Error(`the evaluator cannot run ${problem.rule_id}: ${problem.message}`);
  const names = rule.kind === 'detection' ? rule.meta.group : rule.correlation.groupBy;
  return new Map(
    firings.map((firing) => [
      shown(
        firing.time,
        names.map((name) => firing.group[name] ?? ''),
        perEvent ? firing.eventIds[0] : undefined,
      ),
      firing.value,
    ]),
  );
};

export const difference = (expected: ReadonlyMap<string, number>, rows: readonly Row[], perEvent: boolean): Outcome => {
  const found = new Map(rows.map((row) => [shown(row.time, row.group, perEvent ? row.eventId : undefined), row.value]));
  const text = (key: string, value: number): string => `${key} = ${String(value)}`;
  const missing = [...expected]
    .filter(([key, value]) => !near(found.get(key) ?? NaN, value))
    .map(([k, v]) => text(k, v));
  const extra = [...found].filter(([key, value]) => !near(expected.get(key) ?? NaN, value)).map(([k, v]) => text(k, v));
  // Two rows for one firing are as wrong as none.
  if (found.size < rows.length) extra.push(`${String(rows.length - found.size)} rows more than firings`);
  return missing.length + extra.length === 0
    ? { kind: 'same', firings: expected.size }
    : { kind: 'different', missing, extra };
};

/** Rows of a rule over these ranges. */
const rowsIn = async (engine: Engine, rule: Rule, ranges: readonly Range[]): Promise<readonly Row[] | Outcome> => {
  const rows: Row[] = [];
  for (const range of ranges) {
    const compiled = engine.target.compile(rule, { range: engine.range(range) });
    if (!compiled.ok) return { kind: 'unsupported', unsupported: compiled.unsupported };
    try {
      rows.push(...(await engine.run(rule, compiled.query, range)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'refused', message: `${message}\n${compiled.query.text}` };
    }
  }
  return rows;
};

const isOutcome = (result: readonly Row[] | Outcome): result is Outcome => 'kind' in result;

/** Compares one case that is loaded. */
export const compareCase = async (engine: Engine, given: PlacedCase): Promise<Outcome> => {
  const perEvent = isPerEvent(given.rule);
  const rows = await rowsIn(engine, given.rule, rangesOf(given));
  return isOutcome(rows) ? rows : difference(expectedOf(given, perEvent), rows, perEvent);
};

/** Neighbours of one rule whose instants one query can answer for. */
const groupsOf = (cases: readonly PlacedCase[]): readonly (readonly PlacedCase[])[] => {
  const groups: PlacedCase[][] = [];
  for (const given of cases) {
    const [before] = groups.at(-1) ?? [];
    const together = before?.rule === given.rule && wholeRange(given) !== undefined && given.now === undefined;
    if (together) groups.at(-1)?.push(given);
    else groups.push([given]);
  }
  return groups;
};

/** Compares neighbours of one rule with a single query over the stretch of time that holds them all. */
const compareTogether = async (engine: Engine, group: readonly PlacedCase[]): Promise<readonly Outcome[]> => {
  const ranges = group.map(wholeRange).filter((range) => range !== undefined);
  const [first] = group;
  if (first === undefined || ranges.length < group.length) throw new Error('not asked for together');
  const from = Math.min(...ranges.map((range) => range.from));
  const to = Math.max(...ranges.map((range) => range.to));
  const rows = await rowsIn(engine, first.rule, [wholeDays(from, to)]);
  if (isOutcome(rows)) return group.map(() => rows);
  const perEvent = isPerEvent(first.rule);
  // Cases lie days apart: a row belongs to the last one that begins before it.
  const ownerOf = (row: Row): number => ranges.findLastIndex((range) => range.from <= row.time);
  const own = group.map((): Row[] => []);
  for (const row of rows) own[Math.max(0, ownerOf(row))]?.push(row);
  return group.map((given, index) => difference(expectedOf(given, perEvent), own[index] ?? [], perEvent));
};

/** Loads the cases, all with the same lookups, and compares each. */
export const compareCases = async (engine: Engine, cases: readonly Case[]): Promise<readonly Outcome[]> => {
  const placed = place(cases, engine.together);
  await engine.load(arrivals(placed), cases[0]?.lookups ?? {});
  const outcomes: Outcome[] = [];
  for (const group of groupsOf(placed)) {
    const [only] = group;
    if (only !== undefined && (group.length === 1 || !engine.together)) {
      for (const given of group) outcomes.push(await compareCase(engine, given));
    } else outcomes.push(...(await compareTogether(engine, group)));
  }
  return outcomes;
};
