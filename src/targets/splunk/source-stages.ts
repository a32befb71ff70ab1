/**
 * First stages of every correlation: the events of its sources, once each, with time, group and values under short names.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { Correlation, CorrelationSource, Predicate } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { baseTerms } from './base-terms.js';
import { expression, whereStage } from './predicate.js';
import { predicateOf } from './source-predicate.js';

const NUMBERS = new Map(FIELDS.map((field) => [field.path, field.type]));

/** Money is summed as integer micro-dollars: float sums depend on their order. */
export const isMoney = (path: string): boolean => path.endsWith('_usd');

/** What the later stages need of each event. */
export interface Wanted {
  /** Fields compared by their text, as v1, v2, ... */
  readonly values?: readonly string[];
  /** Field to sum, as v1. */
  readonly amount?: string | undefined;
  /** Fields an alert carries, as d1, d2, ... */
  readonly details: readonly string[];
  /** Which source an event belongs to, as s1, s2, ... (1 or 0). */
  readonly flags?: boolean;
  /** More assignments. */
  readonly extra?: readonly string[];
}

/** Stages and the short names of the group. */
export interface SourceStages {
  readonly stages: readonly string[];
  readonly groups: readonly string[];
}

const anyOf = (parts: readonly Predicate[]): Predicate =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };

const sameGroups = (sources: readonly CorrelationSource[]): boolean =>
  sources.every((source) => source.groupFields.join('\0') === sources[0]?.groupFields.join('\0'));

const groupColumn = (dialect: Dialect, path: string): string =>
  dialect.mapping.isArray(path) ? dialect.report('group.array', true) : column(dialect, path);

const amountOf = (dialect: Dialect, path: string): string => {
  if (NUMBERS.get(path) === 'strings') return dialect.report('value.array', true);
  const number = `tonumber(${column(dialect, path)})`;
  return isMoney(path) ? `round(${number} * 1000000)` : number;
};

const secondsText = (dialect: Dialect, timespanMs: number): string => {
  const milliseconds = dialect.milliseconds(timespanMs, 'correlation.timespan');
  return milliseconds === String(timespanMs) ? String(timespanMs / 1000) : `${milliseconds} / 1000`;
};

/** The stages. */
export const sourceStages = (dialect: Dialect, correlation: Correlation, wanted: Wanted): SourceStages => {
  const predicates = correlation.sources.map((source) => predicateOf(dialect, source.rule));
  const all = anyOf(predicates);
  const groups = correlation.groupBy.map((_, index) => `g${index + 1}`);
  const terms = baseTerms(dialect, all);
  const stages = [
    terms === undefined ? dialect.mapping.base : `${dialect.mapping.base} ${terms}`,
    ...whereStage(dialect, all),
  ];
  const { id } = dialect.mapping;
  const late = correlation.type === 'late_count' ? correlation : undefined;
  if (late !== undefined) {
    // Windows of arrivals, in whole seconds as _indextime is. Of copies the one that arrived first counts.
    const earliest = `(${dialect.from}) - ${secondsText(dialect, late.timespanMs)}`;
    stages.splice(1, 0, `where _indextime >= ${earliest} AND _indextime < ${dialect.to}`);
    if (id !== undefined) stages.push('sort 0 +_indextime');
  }
  if (id !== undefined) stages.push(`dedup ${id}`);

  if (late !== undefined) {
    stages.push(
      `where _indextime * 1000 - round(_time * 1000) > ${dialect.milliseconds(late.laterThanMs, 'correlation.later_than')}`,
    );
  }

  const assignments: string[] = [];
  if (sameGroups(correlation.sources)) {
    if (wanted.flags === true) {
      assignments.push(
        ...predicates.map((predicate, index) => `s${index + 1}=if(${expression(dialect, predicate)}, 1, 0)`),
      );
    }
    assignments.push(
      ...groups.map(
        (name, index) => `${name}=${groupColumn(dialect, correlation.sources[0]?.groupFields[index] ?? '')}`,
      ),
    );
  } else {
    // An event can belong to two sources with two different groups: one row for each.
    const refs = predicates.map((predicate, index) => `if(${expression(dialect, predicate)}, "${index + 1}", null())`);
    stages.push(`eval s=mvappend(${refs.join(', ')})`, 'mvexpand s');
    const cases = groups.map((name, index) => {
      const choices = correlation.sources.map(
        (source, at) => `s="${at + 1}", ${groupColumn(dialect, source.groupFields[index] ?? '')}`,
      );
      return `${name}=case(${choices.join(', ')})`;
    });
    stages.push(`eval ${cases.join(', ')}`);
    if (wanted.flags === true) {
      assignments.push(...predicates.map((_, index) => `s${index + 1}=if(s="${index + 1}", 1, 0)`));
    } else if (id !== undefined) {
      stages.push(`dedup ${[id, ...groups].join(' ')}`);
    } else {
      dialect.report('group.alias_without_id');
    }
  }
  assignments.push(
    ...(wanted.values ?? []).map((path, index) =>
      dialect.mapping.isArray(path) ? dialect.report('value.array', true) : `v${index + 1}=${column(dialect, path)}`,
    ),
    ...(wanted.amount === undefined ? [] : [`v1=${amountOf(dialect, wanted.amount)}`]),
    ...wanted.details.map((path, index) => `d${index + 1}=${column(dialect, path)}`),
    ...(wanted.extra ?? []),
    late === undefined ? 't=round(_time * 1000)' : 't=_indextime * 1000',
  );
  stages.push(`eval ${assignments.join(', ')}`);
  return { stages, groups };
};
