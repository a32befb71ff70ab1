/**
 * The first stage of every ES|QL query: the events a rule looks at, each once.
 * @module
 */
import type { Predicate } from '../../rules/ir.js';
import type { QueryRange } from '../target.js';
import type { PredicateContext } from './predicate.js';
import { esqlPredicate } from './predicate.js';
import type { Column } from './fields.js';
import { esqlLongs, esqlName } from './text.js';

/** One stream of events that a rule counts. */
export interface EventSource {
  readonly predicate: Predicate;
  /** Field for each part of the group, in order. */
  readonly groupFields: readonly string[];
}

/** What stage one has to deliver. Columns come out under short names; the event's own names return at the end. */
export interface EventSelection {
  readonly context: PredicateContext;
  readonly range: QueryRange;
  readonly sources: readonly EventSource[];
  /** `arrival`: (from, to]; `time`: [from - lookback, to). */
  readonly by: 'arrival' | 'time';
  /** With `time`: only events that arrived this many milliseconds later than their time, whose time is then that of arrival. */
  readonly laterThan?: string | undefined;
  /** Spans that the query looks back, one after the other. */
  readonly lookback: readonly string[];
  /** Short name to aggregate expression over copies of one event, such as `_v0` to `MIN(agent.agent_id)`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Keep apart which source an event belongs to, as `_s` from 0: one row for each source it matches. */
  readonly bySource?: boolean;
}

/** A single value of a column, the same in all copies of an event. Money becomes micro-dollars. */
export const oneValue = (column: Column): string =>
  column.money ? `TO_LONG(ROUND(MAX(${esqlName(column.name)}) * 1000000))` : `MIN(${esqlName(column.name)})`;

/** Every value of a column. */
export const allValues = (column: Column): string => `VALUES(${esqlName(column.name)})`;

/** Names of the group's columns inside the query. */
export const groupNames = (groupBy: readonly string[]): readonly string[] =>
  groupBy.map((_, index) => `_g${String(index)}`);

const sameGroups = (sources: readonly EventSource[]): boolean =>
  sources.every((source) => source.groupFields.join('\0') === sources[0]?.groupFields.join('\0'));

const rangeCondition = (selection: EventSelection): string => {
  const { context, range, by, lookback } = selection;
  if (by === 'arrival') {
    const arrival = esqlName(context.mapping.arrival);
    return `${arrival} > ${range.from} AND ${arrival} <= ${range.to}`;
  }
  const time = esqlName(selection.laterThan === undefined ? context.mapping.time : context.mapping.arrival);
  return `${time} >= ${[range.from, ...lookback].join(' - ')} AND ${time} < ${range.to}`;
};

/**
 * Lines that give one row an event (and source): `_t` (event time, Unix milliseconds), `_id`-like key columns, `_g0` and
 * so on for the group, and the columns asked for. Events that lack a part of the group are left out.
 */
export const selectEvents = (selection: EventSelection): readonly string[] => {
  const { context, sources, columns } = selection;
  const { mapping } = context;
  const conditions = sources.map((source) => esqlPredicate(source.predicate, context));
  const apart = selection.bySource === true || !sameGroups(sources);
  const groups = groupNames(sources[0]?.groupFields ?? []);
  const groupColumn = (field: string): string => oneValue({ ...mapping.column(field), money: false });
  const { laterThan } = selection;
  const delivered: [string, string][] =
    laterThan === undefined
      ? [['_t', `MIN(${esqlName(mapping.time)})`]]
      : [
          // Of copies the one that arrived first counts.
          ['_t', `MIN(${esqlName(mapping.arrival)})`],
          ['_e', `MIN(${esqlName(mapping.time)})`],
        ];
  if (!apart)
    groups.forEach((name, index) => delivered.push([name, groupColumn(sources[0]?.groupFields[index] ?? '')]));
  else {
    conditions.forEach((condition, index) => delivered.push([`_m${String(index)}`, `COUNT(*) WHERE ${condition}`]));
    sources.forEach((source, index) => {
      source.groupFields.forEach((field, part) =>
        delivered.push([`_g${String(part)}s${String(index)}`, groupColumn(field)]),
      );
    });
  }
  delivered.push(...Object.entries(columns));
  const key = mapping.id === undefined ? '_index, _id' : esqlName(mapping.id);
  const lines = [
    `FROM ${mapping.source}${mapping.id === undefined ? ' METADATA _index, _id' : ''}`,
    `WHERE ${rangeCondition(selection)}`,
    `WHERE ${conditions.length === 1 ? (conditions[0] ?? 'true') : conditions.map((text) => `(${text})`).join(' OR ')}`,
    `STATS ${delivered.map(([name, expression]) => `${name} = ${expression}`).join(', ')} BY ${key}`,
    'EVAL _t = TO_LONG(_t)',
    ...(laterThan === undefined ? [] : [`WHERE _t - TO_LONG(_e) > ${laterThan}`]),
  ];
  if (apart) {
    const index = sources.map((_, position) => position);
    lines.push(
      `EVAL _s = ${esqlLongs(index)}`,
      'MV_EXPAND _s',
      `WHERE ${index.map((position) => `(_s == ${String(position)} AND _m${String(position)} > 0)`).join(' OR ')}`,
    );
    if (groups.length > 0) {
      const choice = (part: number): string =>
        `CASE(${index.map((position) => `_s == ${String(position)}, _g${String(part)}s${String(position)}`).join(', ')}, null)`;
      lines.push(`EVAL ${groups.map((name, part) => `${name} = ${choice(part)}`).join(', ')}`);
    }
  }
  if (groups.length > 0)
    lines.push(`WHERE ${groups.map((name) => `${name} IS NOT NULL AND ${name} != ""`).join(' AND ')}`);
  if (apart && selection.bySource !== true) {
    // An event that belongs to one group through two sources counts once.
    const once = ['_t', ...Object.keys(columns)].map(
      (name) => `${name} = ${name in columns && name.startsWith('_d') ? 'VALUES' : 'MIN'}(${name})`,
    );
    lines.push(`STATS ${once.join(', ')} BY ${[key, ...groups].join(', ')}`);
  }
  return lines;
};
