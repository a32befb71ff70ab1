// The engines as foreign rules see them: one table of events whose fields are strings, and which of them a query finds.
import type { EventObject } from '../../../src/evaluate/index.js';
import { TARGETS, type FieldMap, type QueryRange, type TargetName } from '../../../src/targets/index.js';
import type { Predicate, Rule } from '../../../src/rules/ir.js';
import { startForeignDatadog } from '../../engines/foreign/datadog.mjs';
import { FOREIGN_TABLE, startForeignKusto } from '../../engines/foreign/duckdb-kql.mjs';
import { FOREIGN_INDEX, startForeignElasticsearch } from '../../engines/foreign/elasticsearch.mjs';
import { grammarPieces, startTeragrep } from '../../engines/splunk/teragrep.mjs';
import { runSearch, splitPipeline, type IndexedEvent } from '../../spl/run.js';

type Row = Readonly<Record<string, unknown>>;

/** An event of a case: flat, with `event_id` and `@timestamp`. */
export type ForeignEvent = EventObject & { readonly event_id: string; readonly '@timestamp': string };

/** One engine, loaded and asked. */
export interface ForeignEngine {
  /** What the SIEM holds of an event; the evaluator is asked about this. */
  readonly stored: (event: ForeignEvent) => ForeignEvent;
  readonly load: (events: readonly ForeignEvent[]) => Promise<void>;
  /** Ids that the query finds; rejects when the engine refuses it. */
  readonly ids: (text: string) => Promise<readonly string[]>;
  /** What the engine does unlike the SIEM, so that nothing is compared; undefined: nothing in the predicate. */
  readonly notRun: (predicate: Predicate) => string | undefined;
  readonly stop: () => Promise<void>;
}

const everything = (): undefined => undefined;

/** The matcher orders text and numbers as text; Datadog compares numbers with measures only. */
const numbers = (predicate: Predicate): string | undefined => {
  if (predicate.kind === 'not') return numbers(predicate.part);
  if (predicate.kind === 'and' || predicate.kind === 'or')
    return predicate.parts.map(numbers).find((one) => one !== undefined);
  return predicate.kind === 'match' && predicate.test.op === 'number' ? 'numbers' : undefined;
};

export const START = Date.UTC(2026, 0, 1);
const END = new Date(START + 86_400_000).toISOString();
const before = new Date(START - 1).toISOString();

const without = (event: ForeignEvent, drop: (value: unknown) => boolean): ForeignEvent =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => !drop(value))) as ForeignEvent;
const isMissing = (value: unknown): boolean => value === null || value === '';

const elastic = async (fields: readonly string[]): Promise<ForeignEngine> => {
  const node = await startForeignElasticsearch(fields);
  return {
    stored: (event) => event,
    load: node.load,
    ids: async (text) => ((await node.rows(text)) as readonly Row[]).map((row) => String(row['event_id'])),
    notRun: everything,
    stop: node.stop,
  };
};

const sentinel = async (fields: readonly string[]): Promise<ForeignEngine> => {
  const kusto = await startForeignKusto(fields);
  return {
    // A string column: what is no string is stored as its text, '' and missing are one.
    stored: (event) =>
      Object.fromEntries(
        Object.entries(event).flatMap(([name, value]) => (isMissing(value) ? [] : [[name, String(value)]])),
      ) as ForeignEvent,
    load: async (events) => {
      await kusto.load(events);
    },
    ids: async (text) => ((await kusto.rows(text, END)) as readonly Row[]).map((row) => String(row['EventId'])),
    notRun: everything,
    stop: kusto.stop,
  };
};

const splunk = async (): Promise<ForeignEngine> => {
  const grammar = await startTeragrep();
  let indexed: readonly IndexedEvent[] = [];
  return {
    // Whether '' and null become fields depends on the extraction: events come without them.
    stored: (event) => without(event, isMissing),
    load: (events) => {
      const time = (event: ForeignEvent): number => Date.parse(event['@timestamp']) / 1000;
      indexed = events.map((event) => ({
        raw: JSON.stringify(event),
        time: time(event),
        indexTime: time(event),
        index: 'foreign',
      }));
      return Promise.resolve();
    },
    ids: async (text) => {
      for (const piece of grammarPieces(splitPipeline(text)) as readonly string[]) {
        const problem = (await grammar.check(piece)) as string | undefined;
        if (problem !== undefined) throw new Error(`the grammar refuses it: ${problem}`);
      }
      return runSearch(text, { events: indexed, now: Date.parse(END) / 1000 }).map((row) =>
        String(row.get('event_id')),
      );
    },
    notRun: everything,
    stop: grammar.stop,
  };
};

const datadog = (): Promise<ForeignEngine> => {
  const logs = startForeignDatadog();
  return Promise.resolve({
    stored: (event) => without(event, (value) => value === null),
    load: (events) => {
      logs.load(events);
      return Promise.resolve();
    },
    ids: async (text) => ((await logs.rows(text)) as readonly Row[]).map((row) => String(row['event_id'])),
    notRun: numbers,
    stop: () => Promise.resolve(),
  });
};

const START_ENGINE: Readonly<Record<TargetName, (fields: readonly string[]) => Promise<ForeignEngine>>> = {
  elastic,
  sentinel,
  splunk,
  datadog,
};

/** Starts the engine of a target; `fields` are the columns it has to know. */
export const startForeignEngine = (target: TargetName, fields: readonly string[]): Promise<ForeignEngine> =>
  START_ENGINE[target](fields);

const SOURCES: Readonly<Record<TargetName, string>> = {
  elastic: FOREIGN_INDEX as string,
  sentinel: FOREIGN_TABLE as string,
  splunk: 'index=foreign',
  datadog: 'service:foreign',
};
const RANGES: Readonly<Partial<Record<TargetName, QueryRange>>> = {
  elastic: { from: `TO_DATETIME("${before}")`, to: `TO_DATETIME("${END}")` },
  sentinel: { from: `datetime(${before})`, to: `datetime(${END})` },
};

/** Compiles as `rules compile --map` does, over the day that the events lie in. */
export const compileForeign = (
  target: TargetName,
  rule: Rule,
  map: Partial<FieldMap> = {},
): ReturnType<NonNullable<(typeof TARGETS)[TargetName]>['compile']> => {
  const known = TARGETS[target];
  if (known === undefined) throw new Error(`no target ${target}`);
  return known.compile(rule, {
    map: { fields: {}, source: SOURCES[target], id: 'event_id', ...map },
    range: RANGES[target] ?? { from: `now() - ${String(86_400 * 2)}`, to: 'now()' },
  });
};
