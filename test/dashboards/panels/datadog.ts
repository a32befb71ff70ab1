// Widgets of the Datadog dashboard: Vector's matcher runs the search; interval, facets, aggregation and formula are ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_VALUE } from '../../../src/dashboards/model.js';
import { valueAt, type EventRecord, type PanelRow } from '../../../src/dashboards/reference.js';
import { FIELDS } from '../../../src/event/index.js';
import { matchEvents } from '../../engines/datadog/matcher.mjs';
import { DASHBOARDS } from './check-panels.js';
import { NOW, type Choice, type FinishedPanel, type PanelEngine } from './panel-engine.js';
import { aggregateLogs, evaluateFormula, type LogQuery } from './datadog-logs.js';

interface Request {
  readonly response_format: string;
  readonly queries: readonly (LogQuery & { readonly name: string; readonly search: { readonly query: string } })[];
  readonly formulas: readonly {
    readonly formula: string;
    readonly alias: string;
    readonly limit?: { readonly count: number; readonly order: string };
  }[];
  readonly columns: readonly { readonly field: string }[];
  readonly query: { readonly query_string: string; readonly sort: { readonly order: string } };
}

interface Widget {
  readonly definition: {
    readonly title: string;
    readonly widgets?: readonly Widget[];
    readonly requests?: readonly [Request];
  };
}

const ARRAYS = FIELDS.filter(({ type }) => type === 'strings').map(({ path }) => `@${path}:`);

/** As a dashboard's variable stands in a search: nothing for `*`, else the facet and its value. */
const searchOf = (text: string, choice: Choice | undefined): string =>
  text.replaceAll(/ ?\$(\w+)/g, (_, name: string) =>
    name === choice?.id ? ` @${choice.field}:${JSON.stringify(choice.value)}` : '',
  );

/** Names of a facet in the model: its last part, as no panel of ours has two of the same. */
const columnOf = (facet: string): string => facet.split('.').at(-1)?.replace(/^@/, '') ?? facet;

const listed = (events: readonly EventRecord[], { columns, query }: Request): readonly PanelRow[] => {
  if (query.sort.order !== 'desc') throw new Error('a list that does not begin with the newest');
  return events
    .map((event): PanelRow => ({
      time: Date.parse(String(event['timestamp'])),
      ...Object.fromEntries(
        columns
          .filter(({ field }) => field.startsWith('@'))
          .map(({ field }) => [field.slice(1), String(valueAt(event, field.slice(1)) ?? NO_VALUE)]),
      ),
    }))
    .toSorted((left, right) => Number(right['time']) - Number(left['time']));
};

/** Creates the engine. */
export const datadogPanels = (): PanelEngine => {
  let stored: readonly EventRecord[] = [];
  const found = (search: string, rangeMs: number, choice: Choice | undefined): readonly EventRecord[] => {
    const events = stored.filter((event) => {
      const time = Date.parse(String(event['timestamp']));
      return time >= NOW - rangeMs && time < NOW;
    });
    const hits = matchEvents(searchOf(search, choice), events) as readonly boolean[];
    return events.filter((_, index) => hits[index] === true);
  };
  const grouped = ({ queries, formulas }: Request, rangeMs: number, choice: Choice | undefined) => {
    const facets = queries[0]?.group_by.map(({ facet }) => facet) ?? [];
    const values = queries.map((query) => aggregateLogs(found(query.search.query, rangeMs, choice), query));
    const keys = [...new Set(values.flatMap((groups) => [...groups.keys()]))];
    const rows = keys.map((key): PanelRow => {
      const [time, ...parts] = JSON.parse(key) as [number | null, ...string[]];
      const given = Object.fromEntries(queries.map(({ name }, index) => [name, values[index]?.get(key) ?? 0]));
      return {
        ...(time === null ? {} : { time }),
        ...Object.fromEntries(facets.map((facet, index) => [columnOf(facet), parts[index] ?? NO_VALUE])),
        ...Object.fromEntries(formulas.map(({ formula, alias }) => [alias, evaluateFormula(formula, given)])),
      };
    });
    const [first] = formulas;
    const text = (row: PanelRow): string => JSON.stringify(facets.map((facet) => row[columnOf(facet)]));
    const tie = (left: PanelRow, right: PanelRow): number => (text(left) < text(right) ? -1 : 1);
    if (first?.limit === undefined) {
      return rows.toSorted((left, right) => Number(left['time']) - Number(right['time']) || tie(left, right));
    }
    const { alias, limit } = first;
    const sign = limit.order === 'desc' ? -1 : 1;
    return rows
      .toSorted((left, right) => sign * (Number(left[alias]) - Number(right[alias])) || tie(left, right))
      .slice(0, limit.count);
  };
  return {
    finished: (folder) => {
      const { widgets } = JSON.parse(readFileSync(join(folder, 'datadog/dashboard.json'), 'utf8')) as {
        readonly widgets: readonly Widget[];
      };
      return widgets.flatMap(({ definition: group }) => {
        const dashboard = DASHBOARDS.find(({ title }) => title === group.title);
        return (group.widgets ?? []).map(({ definition }): FinishedPanel => ({
          dashboard: dashboard?.id ?? '',
          panel: dashboard?.panels.find(({ title }) => title === definition.title)?.id ?? '',
          query: JSON.stringify(definition.requests?.[0]),
          // Datadog keeps the time of a dashboard with the viewer, not in its definition.
          rangeMs: dashboard?.rangeMs ?? NaN,
        }));
      });
    },
    start: (events) => {
      stored = events.map((event) => ({ ...event, service: 'ai-governance' }));
      return Promise.resolve();
    },
    rows: ({ query, rangeMs }, _panel, choice) => {
      const request = JSON.parse(query) as Request;
      return Promise.resolve(
        request.response_format === 'event_list'
          ? listed(found(request.query.query_string, rangeMs, choice), request)
          : grouped(request, rangeMs, choice),
      );
    },
    differs: (panel) => ({ copies: 'each', missing: 'leave out', unlimited: panel.chart === 'events' }),
    declared: ({ query }) =>
      ARRAYS.some((array) => query.includes(array)) ? 'the matcher never matches an array' : undefined,
    stop: () => Promise.resolve(),
  };
};
