// One search, asked stage by stage of both: of pth_10 each stage as emitted, on the rows that the interpreter has before it,
// and then as many first stages as it runs, in one piece and from the events.
import type { Lookups } from '../../spl/commands.js';
import { rowOf, runStage, searchRows, type IndexedEvent } from '../../spl/run.js';
import type { Row } from '../../spl/value.js';
import { frameOf, narrowed } from './frame.js';
import { ask, once, type Outcome, type Pth10, type Question } from './question.js';
import { commandOf, cut, prefix, type Cut } from './stages.js';

/** A search as the product emits it, and where it runs. */
export interface Emitted {
  readonly name: string;
  readonly text: string;
  readonly events: readonly IndexedEvent[];
  readonly lookups?: Lookups;
  /** Commands that are asked; all of them where nothing is said. */
  readonly only?: readonly string[];
}

/** A stage that was asked about. */
export interface Asked {
  readonly query: string;
  readonly command: string;
  readonly outcome: Outcome;
}

/** How much of a search pth_10 runs in one piece: all of it as emitted, its first stages, or none. */
export type Selection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'start'; readonly stages: number; readonly of: number; readonly stoppedBy: string }
  | { readonly kind: 'none'; readonly stoppedBy: string };

/** What became of one search. */
export interface Opinion {
  readonly asked: readonly Asked[];
  readonly selection: Selection;
}

/** pth_10 cuts times to whole seconds in every eval: so are the events that it is given. */
const wholeSeconds = (event: IndexedEvent): IndexedEvent => ({ ...event, time: Math.floor(event.time) });

/** Rows that a stage is asked about: the windows of a rule make thousands. */
const ROWS = 60;

/** A stage by itself takes every row: the rows are of the index. */
const ALL = 'index=ai_governance |';

const reasonOf = (outcome: Outcome | undefined): string => {
  switch (outcome?.kind) {
    case 'lacks':
      return outcome.what;
    case 'fault':
      return outcome.fault.name;
    case 'alike':
      return outcome.faults[0]?.name ?? 'what comes out of its stages before';
    default:
      return 'not asked';
  }
};

interface Taken {
  readonly search: Cut;
  readonly events: readonly Row[];
  /** The interpreter on one stage. */
  readonly run: (index: number, rows: readonly Row[]) => readonly Row[];
  /** A question for each stage, on the rows that come to it. */
  readonly questions: readonly Question[];
}

const take = (emitted: Emitted): Taken => {
  const search = cut(emitted.text);
  const context = { lookups: emitted.lookups ?? {}, now: 0 };
  const run = (index: number, rows: readonly Row[]): readonly Row[] => {
    const stage = search.stages[index]?.trim() ?? '';
    return index === 0 ? searchRows(stage, rows) : runStage(stage, rows, context);
  };
  const events = emitted.events.map(wholeSeconds).map(rowOf);
  let rows: readonly Row[] = events;
  const questions = search.stages.map((stage, index): Question => {
    const query = index === 0 ? stage : `${ALL}${stage}`;
    const some = narrowed(query, rows.slice(0, ROWS));
    rows = run(index, rows);
    return { query, command: commandOf(stage, index === 0), rows: some, mine: (part) => run(index, part) };
  });
  return { search, events, run, questions };
};

/** A question for each stage of a search. */
export const questionsOf = (emitted: Emitted): readonly Question[] => take(emitted).questions;

/** Asks for the stages and for the longest start. `known` are questions that were answered before. */
export const opinionOn = async (engine: Pth10, emitted: Emitted, known: Map<string, Outcome>): Promise<Opinion> => {
  const { search, events, run, questions } = take(emitted);
  const asked: Asked[] = [];
  const outcomes: (Outcome | undefined)[] = [];
  for (const question of questions) {
    const { query, command, rows } = question;
    const key = JSON.stringify(frameOf(query, rows));
    if (rows.length > 0 && emitted.only?.includes(command) !== false && !known.has(key)) {
      const outcome = await ask(engine, question);
      known.set(key, outcome);
      asked.push({ query, command, outcome });
    }
    outcomes.push(known.get(key));
  }
  const stops = (outcome: Outcome | undefined): boolean => outcome?.kind !== 'alike' || outcome.faults.length > 0;
  const first = outcomes.findIndex(stops);
  let stages = first === -1 ? outcomes.length : first;
  // What each stage does alone may still end otherwise in one piece: what comes out of a stage has types in Spark.
  for (; stages > 1; stages -= 1) {
    const query = prefix(search, stages);
    const command = questions[stages - 1]?.command ?? '';
    const mine = (some: readonly Row[]): readonly Row[] =>
      search.stages.slice(0, stages).reduce((before, _, index) => run(index, before), some);
    const outcome = await once(engine, { query, command, rows: narrowed(query, events), mine });
    if (outcome.kind === 'different') asked.push({ query, command, outcome });
    if (!stops(outcome)) break;
  }
  const stoppedBy = reasonOf(outcomes[stages]);
  if (stages === search.stages.length) return { asked, selection: { kind: 'whole' } };
  if (stages === 0) return { asked, selection: { kind: 'none', stoppedBy } };
  return { asked, selection: { kind: 'start', stages, of: search.stages.length, stoppedBy } };
};
