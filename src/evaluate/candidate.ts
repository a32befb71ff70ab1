/**
 * What the correlation machines have in common.
 * @module
 */
import type { Entry, Group } from './entry.js';

/** A condition that is true for a group at an instant, not yet written out. */
export interface Candidate {
  /** T, Unix milliseconds. */
  readonly time: number;
  readonly group: Group;
  readonly value: number;
  readonly window: { readonly start: number; readonly end: number };
  /** Events that counted, valid only while the candidate is handled. */
  readonly entries: () => readonly Entry[];
  /** Context beyond the events: baseline, average, new values. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Receives candidates; per group they come in time order. */
export type Emit = (candidate: Candidate) => void;

/** Fed in time order; keeps no more than its windows need. */
export interface Machine {
  /** Adds an event; no event fed later may be earlier. */
  add(entry: Entry, group: Group): void;
  /** Every event before `time` has been added: evaluates all instants that this settles, and forgets what is past. */
  advance(time: number): void;
}

/** Counts what a machine keeps. `take` refuses when the limit is reached; the refusal is counted. */
export interface Budget {
  take(): boolean;
  release(count: number): void;
}

/** What a machine needs from its surroundings. */
export interface MachineContext {
  readonly budget: Budget;
  /** Keep ids and details of events; otherwise entries name them by line. */
  readonly whole: boolean;
  /** Its number among those that share groups, from 0. */
  readonly machine: number;
}
