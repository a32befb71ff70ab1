// Foreign events in duckdb-kql: every column a string, as Kusto holds it.
import { fileURLToPath } from 'node:url';
import { installDuckdbKql } from '../kusto/duckdb-kql.mjs';
import { startLineProcess } from '../line-process.mjs';

const SCRIPT = fileURLToPath(new URL('../kusto/duckdb_kql_engine.py', import.meta.url));

/** Table that the rules are compiled for. */
export const FOREIGN_TABLE = 'ForeignEvents';

/** Columns of the table: a string for each field, and the times and the id. */
export const foreignColumns = (fields) => ({
  ...Object.fromEntries([...fields].map((name) => [name, 'string'])),
  event_id: 'string',
  TimeGenerated: 'datetime',
  _IngestionTime: 'datetime',
});

/** Starts the emulator; `rows(query, now)` rejects with its message. */
export const startForeignKusto = async (fields) => {
  const columns = foreignColumns(fields);
  const emulator = startLineProcess('duckdb-kql', await installDuckdbKql(), [SCRIPT]);
  const ask = async (request) => {
    const answer = JSON.parse(await emulator.ask(JSON.stringify(request)));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  const rowOf = (event) => {
    const row = { TimeGenerated: event['@timestamp'], _IngestionTime: event['@timestamp'] };
    for (const name of Object.keys(columns)) {
      const value = event[name];
      if (value !== undefined && value !== null && !(name in row)) row[name] = String(value);
    }
    return row;
  };
  return {
    load: (events) => ask({ load: { table: FOREIGN_TABLE, columns, rows: events.map(rowOf), watchlists: {} } }),
    rows: async (query, now) => {
      const answer = await ask({ query, now });
      return answer.rows.map((row) => Object.fromEntries(row.map((value, index) => [answer.columns[index], value])));
    },
    stop: emulator.stop,
  };
};
