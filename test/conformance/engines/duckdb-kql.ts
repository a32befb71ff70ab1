// duckdb-kql: an independent implementation of the Kusto query language on DuckDB.
import { fileURLToPath } from 'node:url';
import type { EventObject } from '../../../src/evaluate/index.js';
import { sentinel, TABLE, TABLE_COLUMNS } from '../../../src/targets/sentinel/index.js';
import { kqlSpan } from '../../../src/targets/sentinel/text.js';
import { CHDB_VERSION } from '../../engines/kusto/chdb.mjs';
import { DUCKDB_KQL_VERSION, installDuckdbKql } from '../../engines/kusto/duckdb-kql.mjs';
import { startLineProcess } from '../../engines/line-process.mjs';
import type { Engine, Row } from '../engine.js';
import { groupOf } from '../engine.js';

const SCRIPT = fileURLToPath(new URL('../../engines/kusto/duckdb_kql_engine.py', import.meta.url));

interface Answer {
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: string;
}

/** An event as a row of the table. */
export const rowOf = (event: EventObject, arrival: number): Record<string, unknown> => {
  const row: Record<string, unknown> = {};
  for (const { name, field } of TABLE_COLUMNS) {
    const [group = '', leaf] = field.split('.');
    const value = leaf === undefined ? event[group] : (event[group] as EventObject | undefined)?.[leaf];
    if (value !== undefined) row[name] = value;
  }
  const received = new Date(arrival).toISOString();
  return { ...row, TimeGenerated: received, _IngestionTime: received };
};

const COLUMNS = {
  ...Object.fromEntries(TABLE_COLUMNS.map((column) => [column.name, column.type])),
  TimeGenerated: 'datetime',
  _IngestionTime: 'datetime',
};

/** The engine, and any query on what is loaded. */
export interface DuckdbKqlEngine extends Engine {
  rows(text: string, now: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Creates the engine; nothing runs before `start`. */
export const duckdbKqlEngine = (): DuckdbKqlEngine => {
  let running: ReturnType<typeof startLineProcess> | undefined;
  const checked = async (request: unknown): Promise<Answer> => {
    if (running === undefined) throw new Error('duckdb-kql is not started');
    const answer = JSON.parse(await running.ask(JSON.stringify(request))) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  return {
    name: 'duckdb-kql',
    word: 'emulated',
    version: `duckdb-kql ${DUCKDB_KQL_VERSION}; conditions also in chdb ${CHDB_VERSION}`,
    target: sentinel,
    windows: true,
    together: true,
    maxRows: Infinity,
    start: async () => {
      const python = await installDuckdbKql();
      running = startLineProcess('duckdb-kql', python, [SCRIPT]);
    },
    load: async (events, lookups) => {
      const watchlists = Object.fromEntries(
        Object.entries({ agent_scope: [], ...lookups }).map(([name, rows]) => [
          name,
          rows.map((row) =>
            row['tool_name'] === undefined ? row : { agent_id: row['agent_id'], kind: 'tool', value: row['tool_name'] },
          ),
        ]),
      );
      const rows = events.map(({ event, arrival }) => rowOf(event, arrival));
      await checked({ load: { table: TABLE, columns: COLUMNS, rows, watchlists } });
    },
    rows: async (text, now) => {
      const { columns = [], rows = [] } = await checked({ query: text, now: new Date(now).toISOString() });
      return rows.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index]])));
    },
    // The emulator's clock can be set: the text is the deployed one but for the length of the range.
    range: ({ from, to }) => ({ from: `ago(${kqlSpan(to - from)})`, to: 'now()' }),
    run: async (rule, query, range): Promise<readonly Row[]> => {
      const answer = await checked({ query: query.text, now: new Date(range.to).toISOString() });
      return (answer.rows ?? []).map((values) => {
        const row = Object.fromEntries(values.map((value, index) => [answer.columns?.[index] ?? '', value]));
        return {
          time: Date.parse(String(row['AlertTime'])),
          group: groupOf(rule, String(row['GroupKey'])),
          value: Number(row['Value']),
          columns: row,
          ...(query.columns.includes('EventId') ? { eventId: String(row['EventId']) } : {}),
        };
      });
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
};
