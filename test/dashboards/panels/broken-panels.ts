// Finished panels with one thing wrong, which the comparison must notice.
import { NO_VALUE, type Panel } from '../../../src/dashboards/model.js';
import { aggregatePanel } from '../../../src/dashboards/reference.js';
import { compilePredicate } from '../../../src/evaluate/index.js';
import type { TargetName } from '../../../src/targets/target.js';
import { EVENTS, type Given } from './check-panels.js';
import { NOW, type FinishedPanel } from './panel-engine.js';

interface Break {
  readonly name: string;
  /** Whether the panel then shows something else over these events. */
  readonly shows: (panel: Panel, rows: string) => boolean;
  /** By target; a target that has no such text cannot be broken so. */
  readonly texts: Readonly<Partial<Record<TargetName, readonly [RegExp, string | ((...parts: string[]) => string)]>>>;
}

const counts = ({ measure }: Panel): boolean => ['count', 'rate', 'sum'].includes(measure.kind);
const always = (): boolean => true;
const twice = (before: string, number: string, after: string): string => `${before}${2 * Number(number)}${after}`;
const less = (before: string, number: string, after: string): string => `${before}${Number(number) - 1}${after}`;
const part =
  (change: typeof twice) =>
  (_: string, before = '', number = '', after = ''): string =>
    change(before, number, after);

const BREAKS: readonly Break[] = [
  {
    name: 'copies that count',
    shows: counts,
    texts: {
      splunk: [/\n\| dedup event_id/, ''],
      elastic: [/^FROM (\S+)\n([^]*?) BY event_id/, 'FROM $1 METADATA _id\n$2 BY _id'],
      sentinel: [/ by (EventTime, )?EventId/, ' by $1EventId, TimeGenerated'],
    },
  },
  {
    name: 'a bucket twice as long',
    shows: always,
    texts: {
      splunk: [
        /(_time=floor\(_time \/ )(\d+)(\) \* )\d+/,
        (_, before = '', number = '', after = '') => `${twice(before, number, after)}${2 * Number(number)}`,
      ],
      elastic: [/(DATE_TRUNC\()(\d+)( milliseconds)/, part(twice)],
      sentinel: [/(bin\(EventTime, )(\d+)([hm]\))/, part(twice)],
      datadog: [/("interval":)(\d+)()/g, part(twice)],
    },
  },
  {
    name: 'another length of a second',
    shows: ({ measure }) => measure.kind === 'rate',
    texts: {
      splunk: [/(value=value \/ )(\d+)()/, part(twice)],
      elastic: [/(TO_DOUBLE\(value\) \/ )(\d+)()/, part(twice)],
      sentinel: [/(todouble\(value\) \/ )(\d+)()/, part(twice)],
      datadog: [/("formula":"query1 \/ )(\d+)()/, part(twice)],
    },
  },
  {
    name: 'an event type left out',
    shows: always,
    texts: Object.fromEntries(
      ['splunk', 'elastic', 'sentinel', 'datadog'].map((name) => [
        name,
        [/\b(tool_call\.blocked|auth\.failure|secret\.blocked)\b/g, 'tool_call.none'],
      ]),
    ),
  },
  {
    name: 'a missing value under another name',
    shows: (_, rows) => rows.includes(NO_VALUE),
    texts: {
      splunk: [/\(none\)/g, '(nothing)'],
      elastic: [/\(none\)/g, '(nothing)'],
      // Not in the key of a click, which is not shown.
      sentinel: [/(= iff\(isempty\(\w+\), ')\(none\)/g, '$1(nothing)'],
    },
  },
  {
    name: 'another percentile',
    shows: always,
    texts: {
      splunk: [/exactperc95/, 'exactperc50'],
      elastic: [/PERCENTILE\(v, 95\)/, 'PERCENTILE(v, 50)'],
      sentinel: [/percentile\(v, 95\)/, 'percentile(v, 50)'],
      datadog: [/pc95/g, 'median'],
    },
  },
  {
    name: 'dollars rounded',
    shows: always,
    texts: {
      splunk: [/round\(v \* 1000000\)/, 'round(v) * 1000000'],
      elastic: [/ROUND\((\S+) \* 1000000\)/, 'ROUND($1) * 1000000'],
      sentinel: [/round\((\S+) \* 1000000\)/, 'round($1) * 1000000'],
      datadog: [/"aggregation":"sum"/g, '"aggregation":"avg"'],
    },
  },
  {
    name: 'a row less',
    shows: ({ limit }, rows) => (JSON.parse(rows) as unknown[]).length === limit,
    texts: {
      splunk: [/(\| head )(\d+)()/, part(less)],
      elastic: [/(\| LIMIT )(\d+)()/, part(less)],
      sentinel: [/(\| take )(\d+)()/, part(less)],
      datadog: [/("limit":\{"count":)(\d+)()/, part(less)],
    },
  },
  {
    name: 'a table upside down',
    shows: ({ chart }) => chart === 'table',
    texts: {
      splunk: [/sort 0 -/, 'sort 0 +'],
      elastic: [/SORT (\w+) DESC/, 'SORT $1 ASC'],
      sentinel: [/order by (\w+) desc/, 'order by $1 asc'],
      datadog: [/("limit":\{"count":\d+,"order":)"desc"/, '$1"asc"'],
    },
  },
  {
    name: 'a filter that does nothing',
    shows: always,
    texts: {
      splunk: [/\n\| where \$\w+\|s\$="\*" OR [^\n]*/, ''],
      sentinel: [/\n\| where '\{\w+\}' == '\*' or [^\n]*/, ''],
      datadog: [/ \$\w+/g, ''],
    },
  },
];

/** A panel broken on purpose. */
export interface Broken {
  readonly name: string;
  readonly broken: Given;
}

const rowsOf = ({ dashboard, panel }: Given): string =>
  JSON.stringify(
    aggregatePanel(panel, EVENTS, (predicate, event) => compilePredicate(predicate)(event), {
      range: { from: NOW - dashboard.rangeMs, to: NOW },
    }),
  );

/** Each panel with each break that its text can have, and with a time range of a quarter. */
export const brokenPanels = (target: TargetName, panels: readonly Given[]): readonly Broken[] =>
  panels.flatMap((given) => {
    const { finished, panel } = given;
    const name = (what: string): string => `${finished.dashboard}/${finished.panel}: ${what}`;
    const change = (changed: Partial<FinishedPanel>): Given => ({ ...given, finished: { ...finished, ...changed } });
    const rows = rowsOf(given);
    const texts = BREAKS.flatMap(({ name: what, shows, texts: all }): readonly Broken[] => {
      const text = all[target];
      if (text === undefined || !shows(panel, rows)) return [];
      const query = finished.query.replace(text[0], text[1] as string);
      return query === finished.query ? [] : [{ name: name(what), broken: change({ query }) }];
    });
    // All agents are seen within any hour.
    if (panel.measure.kind === 'distinct') return texts;
    return [...texts, { name: name('a quarter of the time range'), broken: change({ rangeMs: finished.rangeMs / 4 }) }];
  });
