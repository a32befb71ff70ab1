// Workbook panels on duckdb-kql, parameters put in as a workbook does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_VALUE } from '../../../src/dashboards/model.js';
import type { PanelRow } from '../../../src/dashboards/reference.js';
import { TABLE, TABLE_COLUMNS } from '../../../src/targets/sentinel/index.js';
import { rowOf } from '../../conformance/engines/duckdb-kql.js';
import { installDuckdbKql } from '../../engines/kusto/duckdb-kql.mjs';
import { startLineProcess } from '../../engines/line-process.mjs';
import { NOW, type FinishedPanel, type PanelEngine } from './panel-engine.js';

const SCRIPT = fileURLToPath(new URL('../../engines/kusto/duckdb_kql_engine.py', import.meta.url));
const COLUMNS = {
  ...Object.fromEntries(TABLE_COLUMNS.map(({ name, type }) => [name, type])),
  TimeGenerated: 'datetime',
  _IngestionTime: 'datetime',
};
const FIELDS = new Map(TABLE_COLUMNS.map(({ name, field }) => [name, field]));

interface Answer {
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | number | null)[])[];
  readonly error?: string;
}

interface Item {
  readonly type: number;
  readonly name: string;
  readonly content: {
    readonly items?: readonly Item[];
    readonly query?: string;
    readonly timeContextFromParameter?: string;
    readonly parameters?: readonly { readonly name: string; readonly value: { readonly durationMs: number } }[];
  };
}

const timeOf = (value: unknown): number => {
  const text = String(value).replace(' ', 'T');
  return Date.parse(text.endsWith('Z') ? text : `${text}Z`);
};

/** Columns of the table and of the query in the model's names. */
const modelled = (row: Readonly<Record<string, string | number | null>>): PanelRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (name === 'bucket' || name === 'EventTime') return ['time', timeOf(value)];
      const field = FIELDS.get(name);
      return field === undefined
        ? [name, value ?? NO_VALUE]
        : [field, value === null || value === '' ? NO_VALUE : value];
    }),
  );

/** Creates the engine. */
export const sentinelPanels = (): PanelEngine => {
  let running: ReturnType<typeof startLineProcess> | undefined;
  const ask = async (request: unknown): Promise<Answer> => {
    const answer = JSON.parse((await running?.ask(JSON.stringify(request))) ?? '{}') as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  return {
    finished: (folder) => {
      const workbook = JSON.parse(readFileSync(join(folder, 'sentinel/workbook.json'), 'utf8')) as {
        readonly items: readonly Item[];
      };
      return workbook.items.flatMap((group) => {
        const items = group.content.items ?? [];
        const times = items
          .flatMap(({ content }) => content.parameters ?? [])
          .filter(({ name }) => name === 'TimeRange');
        return items
          .filter(({ type }) => type === 3)
          .map(({ name, content }): FinishedPanel => {
            if (content.timeContextFromParameter !== 'TimeRange') throw new Error(`${name} has no time range`);
            return {
              dashboard: group.name,
              panel: name,
              query: content.query ?? '',
              rangeMs: times[0]?.value.durationMs ?? NaN,
            };
          });
      });
    },
    start: async (events) => {
      running = startLineProcess('duckdb-kql', await installDuckdbKql(), [SCRIPT]);
      const seen = new Set<unknown>();
      const rows = events.map((event) => {
        // A copy arrives later.
        const later = seen.has(event['event_id']) ? 1 : 0;
        seen.add(event['event_id']);
        return rowOf(event, Date.parse(String(event['timestamp'])) + later);
      });
      await ask({ load: { table: TABLE, columns: COLUMNS, rows, watchlists: {} } });
    },
    rows: async ({ query, rangeMs }, _panel, choice) => {
      const now = new Date(NOW).toISOString();
      const from = new Date(NOW - rangeMs).toISOString();
      const text = query
        // The time range goes beside the query and bounds TimeGenerated.
        .replace(TABLE, `${TABLE}\n| where TimeGenerated >= datetime(${from}) and TimeGenerated < datetime(${now})`)
        .replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === choice?.id ? choice.value : '*'));
      const { columns = [], rows = [] } = await ask({ query: text, now });
      return rows.map((values) =>
        modelled(Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]))),
      );
    },
    differs: () => ({}),
    stop: async () => {
      await running?.stop();
    },
  };
};
