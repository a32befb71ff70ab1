// chdb: ClickHouse's own reading of the Kusto language, for conditions alone. It has no `arg_min(_t, *)`, no `mv-expand`
// to a type and no ingestion_time(), so that no whole query of ours runs there.
import { fileURLToPath } from 'node:url';
import type { EventObject } from '../../../src/evaluate/index.js';
import { TABLE, TABLE_COLUMNS } from '../../../src/targets/sentinel/index.js';
import { CHDB_VERSION, installChdb } from '../../engines/kusto/chdb.mjs';
import { startLineProcess } from '../../engines/line-process.mjs';
import { rowOf } from './duckdb-kql.js';

const SCRIPT = fileURLToPath(new URL('../../engines/kusto/chdb_engine.py', import.meta.url));
const COLUMNS = Object.fromEntries(TABLE_COLUMNS.map((column) => [column.name, column.type]));

/** Engine and version, for reports. */
export const CHDB = `chdb ${CHDB_VERSION}`;

/** A running chdb. */
export interface Chdb {
  /** Replaces the rows. */
  load(events: readonly EventObject[]): Promise<void>;
  /** Ids of the events that meet the condition. Rejects with the dialect's own message when it does not know it. */
  where(condition: string): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

/** Installs and starts it. */
export const startChdb = async (): Promise<Chdb> => {
  const engine = startLineProcess('chdb', await installChdb(), [SCRIPT]);
  const checked = async (request: unknown): Promise<{ readonly ids?: readonly string[] }> => {
    const answer = JSON.parse(await engine.ask(JSON.stringify(request))) as { ids?: string[]; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  return {
    load: async (events) => {
      const rows = events.map((event) =>
        Object.fromEntries(Object.entries(rowOf(event, 0)).filter(([name]) => name in COLUMNS)),
      );
      await checked({ load: { table: TABLE, columns: COLUMNS, rows } });
    },
    where: async (condition) => new Set((await checked({ where: condition })).ids),
    stop: () => engine.stop(),
  };
};
