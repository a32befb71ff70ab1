/**
 * The first stage of every Kusto query: the events a rule looks at, each once.
 * @module
 */
import type { Predicate } from '../../rules/ir.js';
import type { QueryRange } from '../target.js';
import type { Column } from './fields.js';
import { kqlPredicate } from './predicate.js';
import type { PredicateContext } from './predicate-context.js';
import { kqlLongs } from './text.js';

/** One stream of events that a rule counts. */
export interface EventSource {
  readonly predicate: Predicate;
  /** Field for each part of the group, in order. */
  readonly groupFields: readonly string[];
}

/** What stage one has to deliver. Columns come out under short names; the table's own names return at the end. */
export interface EventSelection {
  readonly context: PredicateContext;
  readonly range: QueryRange;
  readonly sources: readonly EventSource[];
  /** `arrival`: (from, to]; `time`: [from - lookback, to). */
  readonly by: 'arrival' | 'time';
  /** With `time`: only events that arrived this much later than their time, whose time is then that of arrival. */
  readonly laterThan?: string | undefined;
  /** Time spans that the query looks back, one after the other. */
  readonly lookback: readonly string[];
  /** Short name to expression over the event's columns. */
  readonly columns: Readonly<Record<string, string>>;
  /** Keep apart which source an event belongs to, as `_s` from 0: one row for each source it matches. */
  readonly bySource?: boolean;
}

/** The column as a group, lookup or distinct key: text. */
export const keyText = (column: Column): string =>
  column.type === 'string' ? column.text : `tostring(${column.text})`;

/** The column as a number to sum: money as integer micro-dollars. */
export const summand = (column: Column): string => {
  const number = column.type === 'unknown' ? `todouble(tostring(${column.text}))` : column.text;
  return column.money ? `tolong(round(${number} * 1000000))` : number;
};

/** Names of the group's columns inside the query. */
export const groupNames = (groupBy: readonly string[]): readonly string[] =>
  groupBy.map((_, index) => `_g${String(index)}`);

const sameGroups = (sources: readonly EventSource[]): boolean =>
  sources.every((source) => source.groupFields.join('\0') === sources[0]?.groupFields.join('\0'));

const rangeCondition = ({ context, range, by, lookback, laterThan }: EventSelection): string => {
  const { arrival } = context.mapping;
  const time = laterThan === undefined ? context.mapping.time : arrival;
  if (by === 'arrival') return `${arrival} > ${range.from} and ${arrival} <= ${range.to}`;
  return `${time} >= ${[range.from, ...lookback].join(' - ')} and ${time} < ${range.to}`;
};

/**
 * Lines that give one row an event (and source): `_id`, `_t` (event time), `_g0` and so on for the group, and the columns
 * asked for. Events that lack a part of the group are left out.
 */
export const selectEvents = (selection: EventSelection): readonly string[] => {
  const { context, sources, columns, laterThan } = selection;
  const { mapping, problems } = context;
  const conditions = sources.map((source) => kqlPredicate(source.predicate, context));
  const apart = selection.bySource === true || !sameGroups(sources);
  const groups = groupNames(sources[0]?.groupFields ?? []);
  const flags = apart ? conditions.map((_, index) => `_m${String(index)}`) : [];
  const sourceGroup = (source: EventSource, part: number): string =>
    keyText(mapping.column(source.groupFields[part] ?? ''));
  const ownGroups = !sameGroups(sources);
  const table =
    mapping.table ??
    problems.note('source', 'the table of foreign events is not known: name it as source in --map', 'Table');
  const lines = [table, `where ${rangeCondition(selection)}`];
  if (apart) {
    lines.push(`extend ${flags.map((flag, index) => `${flag} = ${conditions[index] ?? 'false'}`).join(', ')}`);
  }
  const either = conditions.map((text) => (conditions.length > 1 ? `(${text})` : text));
  lines.push(`where ${(apart ? flags : either).join(' or ')}`);
  // Only what is needed travels on: removing copies of whole rows would cost far more.
  const projected = [
    ...(mapping.id === undefined ? [] : [`_id = ${mapping.id}`]),
    `_t = ${laterThan === undefined ? mapping.time : mapping.arrival}`,
    ...(laterThan === undefined ? [] : [`_e = ${mapping.time}`]),
    ...flags,
    ...groups.flatMap((name, part) =>
      ownGroups
        ? sources.map((source, index) => `${name}s${String(index)} = ${sourceGroup(source, part)}`)
        : sources.slice(0, 1).map((source) => `${name} = ${sourceGroup(source, part)}`),
    ),
    ...Object.entries(columns).map(([name, expression]) => `${name} = ${expression}`),
  ];
  lines.push(`project ${projected.join(', ')}`);
  if (mapping.id !== undefined) lines.push('summarize arg_min(_t, *) by _id');
  // After copies are gone: the one that arrived first counts.
  if (laterThan !== undefined) lines.push(`where _t - _e > ${laterThan}`);
  if (apart) {
    const index = sources.map((_, position) => position);
    lines.push(
      `extend _s = ${kqlLongs(index)}`,
      'mv-expand _s to typeof(long)',
      `where ${index.map((position) => `(_s == ${String(position)} and _m${String(position)})`).join(' or ')}`,
    );
    if (ownGroups && groups.length > 0) {
      const choice = (name: string): string =>
        `${name} = case(${index.map((position) => `_s == ${String(position)}, ${name}s${String(position)}`).join(', ')}, "")`;
      lines.push(`extend ${groups.map(choice).join(', ')}`);
    }
  }
  if (groups.length > 0) lines.push(`where ${groups.map((name) => `isnotempty(${name})`).join(' and ')}`);
  if (apart && selection.bySource !== true) {
    // An event that belongs to one group through two sources counts once.
    if (mapping.id === undefined)
      problems.note('group.alias_without_id', 'an event of two sources is counted twice when nothing identifies it');
    else lines.push(`summarize arg_min(_t, *) by ${['_id', ...groups].join(', ')}`);
  }
  return lines;
};
