// Splunk: a third-party grammar in front, then our own interpreter of the subset that the target writes.
import type { Rule } from '../../../src/rules/ir.js';
import { compileSplunk, splunk } from '../../../src/targets/splunk/index.js';
import { selectsByArrival } from '../../../src/targets/schedule.js';
import { PTH10_VERSION, SPARK_VERSION } from '../../engines/spark/pth10.mjs';
import { grammarPieces, startTeragrep, TERAGREP_VERSION } from '../../engines/splunk/teragrep.mjs';
import { scopeRows } from '../../spl/rule-firings.js';
import { runSearch, splitPipeline, type IndexedEvent } from '../../spl/run.js';
import type { FieldValue } from '../../spl/value.js';
import type { Engine, Range, Row } from '../engine.js';

const groupNames = (rule: Rule): readonly string[] =>
  rule.kind === 'detection' ? rule.meta.group : rule.correlation.groupBy;

const text = (value: FieldValue | undefined): string => (value === undefined || value === null ? '' : String(value));

/**
 * Events that the saved search scans: dispatch.earliest_time to dispatch.latest_time, as the target states them. Searches
 * by arrival look a month back and are bounded by their own text.
 */
const dispatched = (rule: Rule, events: readonly IndexedEvent[], range: Range): readonly IndexedEvent[] => {
  const compiled = compileSplunk(rule);
  if (!compiled.ok || compiled.everyMs === 0) return events;
  if (selectsByArrival(rule)) return events;
  const earliest = (range.from - compiled.lookbackMs - compiled.everyMs) / 1000;
  return events.filter(({ time }) => time >= earliest && time <= range.to / 1000);
};

/** Creates the engine; nothing runs before `start`. */
export const splunkEngine = (): Engine => {
  let grammar: { check: (search: string) => Promise<string | undefined>; stop: () => Promise<void> } | undefined;
  let stored: readonly IndexedEvent[] = [];
  let tables: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {};
  return {
    name: 'splunk',
    word: 'interpreted',
    version: `own SPL interpreter behind Teragrep's grammar ${TERAGREP_VERSION}; stages also in pth_10 ${PTH10_VERSION} on Spark ${SPARK_VERSION}`,
    target: splunk,
    windows: true,
    together: false,
    maxRows: Infinity,
    start: async () => {
      grammar = await startTeragrep();
    },
    load: (events, lookups) => {
      stored = events.map(({ event, arrival }) => ({
        raw: JSON.stringify(event),
        time: Date.parse(String(event['timestamp'])) / 1000,
        indexTime: arrival / 1000,
      }));
      tables = Object.fromEntries(
        Object.entries({ agent_scope: [], ...lookups }).map(([name, rows]) => [name, scopeRows(rows)]),
      );
      return Promise.resolve();
    },
    // As deployed: seconds before the time the run began, which the interpreter can set.
    range: ({ from, to }) => ({ from: `now() - ${String((to - from) / 1000)}`, to: 'now()' }),
    run: async (rule, query, range): Promise<readonly Row[]> => {
      for (const piece of grammarPieces(splitPipeline(query.text))) {
        const problem = await grammar?.check(piece);
        if (problem !== undefined) throw new Error(`the grammar refuses it: ${problem}`);
      }
      const events = dispatched(rule, stored, range);
      return runSearch(query.text, { events, lookups: tables, now: range.to / 1000 }).map((row) => ({
        time: Number(row.get('T')),
        group: groupNames(rule).map((name) => text(row.get(name))),
        value: Number(row.get('value')),
        columns: Object.fromEntries(row),
        ...(query.columns.includes('event_id') ? { eventId: text(row.get('event_id')) } : {}),
      }));
    },
    stop: async () => {
      await grammar?.stop();
      grammar = undefined;
    },
  };
};
