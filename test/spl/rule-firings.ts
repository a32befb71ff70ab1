/** A rule's compiled search over events, as firings. */
import type { Rule } from '../../src/rules/ir.js';
import { compileSplunk } from '../../src/targets/splunk/index.js';
import { arrivalOf, asSent } from '../conformance/arrival.js';
import type { Lookups } from './commands.js';
import { runSearch, type IndexedEvent } from './run.js';
import type { FieldValue } from './value.js';

/** What conformance compares. */
export interface PlainFiring {
  readonly time: number;
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
}

export type JsonEvent = Readonly<Record<string, unknown>>;

const DAY = 86_400;
/** All events of a test arrive at this second, unless they say otherwise. */
const ARRIVAL = 10;

/** An event as HEC stores it: the time is the event's own, to the millisecond. */
export const indexed = (event: JsonEvent, indexTime = ARRIVAL): IndexedEvent => {
  const arrival = arrivalOf(event);
  return {
    raw: JSON.stringify(asSent(event)),
    time: Date.parse(String(event['timestamp'])) / 1000,
    indexTime: arrival === undefined ? indexTime : arrival / 1000,
  };
};

/** The table as the pack writes it: the short form becomes rows of kind tool. */
export const scopeRows = (
  rows: readonly Readonly<Record<string, string>>[],
): readonly Readonly<Record<string, string>>[] =>
  rows.map(({ tool_name: tool, ...row }) => (tool === undefined ? row : { ...row, kind: 'tool', value: tool }));

const groupNames = (rule: Rule): readonly string[] =>
  rule.kind === 'detection' ? rule.meta.group : rule.correlation.groupBy;

const text = (value: FieldValue | undefined): string | undefined =>
  value === undefined || value === null ? undefined : String(value);

/** True for rules that answer per event, selected by arrival. */
const perEvent = (rule: Rule): boolean =>
  rule.kind === 'detection' || (rule.correlation.type === 'lookup' && rule.correlation.mode === 'outside');

/** True for rules over windows of arrivals. */
const isLateCount = (rule: Rule): boolean => rule.kind === 'correlation' && rule.correlation.type === 'late_count';

/** A range that holds every instant of the events, in epoch seconds. */
export const rangeOf = (rule: Rule, times: readonly number[], lookbackMs: number): readonly [number, number] =>
  perEvent(rule)
    ? [ARRIVAL - 1, ARRIVAL]
    : [Math.floor(Math.min(...times)) - 1, Math.ceil(Math.max(...times)) + lookbackMs / 1000 + DAY];

/** Runs the rule; an unsupported rule gives undefined. */
export const splFirings = (
  rule: Rule,
  events: readonly JsonEvent[],
  lookups: Lookups = {},
): readonly PlainFiring[] | undefined => {
  const probe = compileSplunk(rule);
  if (!probe.ok) return undefined;
  if (events.length === 0) return [];
  const stored = events.map((event) => indexed(event));
  const [from, to] = rangeOf(
    rule,
    stored.map(({ time, indexTime }) => (isLateCount(rule) ? indexTime : time)),
    probe.lookbackMs,
  );
  const compiled = compileSplunk(rule, { range: { from: String(from), to: String(to) } });
  if (!compiled.ok) return undefined;
  const tables = Object.fromEntries(Object.entries(lookups).map(([name, rows]) => [name, scopeRows(rows)]));
  const rows = runSearch(compiled.text, { events: stored, lookups: tables });
  return rows.map((row) => ({
    time: Number(row.get('T')),
    value: Number(row.get('value')),
    group: Object.fromEntries(
      groupNames(rule).flatMap((name) => {
        const value = text(row.get(name));
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  }));
};
