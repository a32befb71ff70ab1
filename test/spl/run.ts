/**
 * Runs a search of exactly the subset that the Splunk target writes. Written from Splunk's documentation; it shares no
 * code with the compiler or the evaluator, and refuses what it does not know.
 */
import { COMMANDS, type Context, type Lookups } from './commands.js';
import { extractFields } from './extraction.js';
import { parseSearch } from './search-terms.js';
import { SplError, type FieldValue, type Row } from './value.js';

/** An event as it lies in an index. */
export interface IndexedEvent {
  readonly raw: string;
  /** Epoch seconds with milliseconds. */
  readonly time: number;
  /** Epoch seconds, whole. */
  readonly indexTime: number;
  readonly index?: string;
  readonly sourcetype?: string;
}

/** Where a search runs. */
export interface Environment {
  readonly events: readonly IndexedEvent[];
  readonly lookups?: Lookups;
  /** Epoch seconds; now() in the search. */
  readonly now?: number;
}

/** Splits at pipes outside quotes. */
export const splitPipeline = (text: string): readonly string[] => {
  const stages = [''];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^"'|]+|\|/g)) {
    if (part === '|') stages.push('');
    else stages[stages.length - 1] += part;
  }
  return stages.map((stage) => stage.trim());
};

const extracted = new WeakMap<IndexedEvent, Row>();

/** An event as a search finds it: its fields and what the index knows of it. */
export const rowOf = (event: IndexedEvent): Row => {
  const known = extracted.get(event);
  if (known !== undefined) return known;
  const row = new Map<string, FieldValue>([
    ...extractFields(event.raw),
    ['_raw', event.raw],
    ['_time', event.time],
    ['_indextime', event.indexTime],
    ['index', event.index ?? 'ai_governance'],
    ['sourcetype', event.sourcetype ?? 'ai:governance:v1'],
  ]);
  extracted.set(event, row);
  return row;
};

/** The first stage on rows: what it finds, newest first. @throws SplError for anything outside the subset. */
export const searchRows = (stage: string, rows: readonly Row[]): readonly Row[] =>
  rows.filter(parseSearch(stage)).sort((a, b) => Number(b.get('_time')) - Number(a.get('_time')));

/** One stage behind a pipe, on rows. @throws SplError for anything outside the subset. */
export const runStage = (stage: string, rows: readonly Row[], context: Context): readonly Row[] => {
  const [, name = '', args = ''] = /^(\w+)\s*([\s\S]*)$/.exec(stage) ?? [];
  const command = COMMANDS[name];
  if (command === undefined) throw new SplError(`command ${name} is outside the subset`);
  return command(args, rows, context);
};

/** Rows of the search. @throws SplError for anything outside the subset. */
export const runSearch = (text: string, environment: Environment): readonly Row[] => {
  const [first = '', ...stages] = splitPipeline(text);
  const context: Context = { lookups: environment.lookups ?? {}, now: environment.now ?? 0 };
  const found = searchRows(first, environment.events.map(rowOf));
  return stages.reduce((rows, stage) => runStage(stage, rows, context), found);
};
