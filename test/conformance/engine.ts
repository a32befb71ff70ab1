// What the one suite asks of every engine.
import type { EventObject } from '../../src/evaluate/index.js';
import type { LookupRow } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import type { CompiledQuery, QueryRange, Target } from '../../src/targets/target.js';

/** How much an engine's answer proves. */
export type Word = 'engine' | 'emulated' | 'interpreted' | 'filter-executed';

/** One row that a query gave: a firing as the engine sees it. */
export interface Row {
  /** T, for single events the event's time. Unix milliseconds. */
  readonly time: number;
  /** The group's values in the rule's order, as `group_key` holds them; '' where missing. */
  readonly group: readonly string[];
  readonly value: number;
  /** Rules that fire at single events. */
  readonly eventId?: string;
  /** Everything the row holds, by the name that an alert's text uses; for Datadog the last log of the group. */
  readonly columns?: Readonly<Record<string, unknown>>;
}

/** Instants (from, to], Unix milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** An event with the time at which the SIEM received it. */
export interface ArrivedEvent {
  readonly event: EventObject;
  /** Unix milliseconds. */
  readonly arrival: number;
}

/** One engine that executes a target's queries. Started once a suite. */
export interface Engine {
  /** Name on the command line and in reports, such as `elasticsearch`. */
  readonly name: string;
  readonly word: Word;
  /** Engine and version, for the matrix. */
  readonly version: string;
  readonly target: Target;
  /** False: only single events can be compared (no windows, no groups). */
  readonly windows: boolean;
  /** True where a query costs far more than its rows: cases of one rule are asked for with one. */
  readonly together: boolean;
  /** Most rows of one answer: a firing may be missing beyond it. */
  readonly maxRows: number;
  /** True when the target carries the rule in a form that nothing here executes. */
  declares?(rule: Rule): boolean;
  start(): Promise<void>;
  /** Replaces everything the engine holds. */
  load(events: readonly ArrivedEvent[], lookups: Readonly<Record<string, readonly LookupRow[]>>): Promise<void>;
  /** The range in the target's language; an engine whose clock can be set writes it as the deployed rule does. */
  range(range: Range): QueryRange;
  /** Runs a compiled query. Rejects with the engine's own message when it refuses the text. */
  run(rule: Rule, query: CompiledQuery, range: Range): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

/** The values of a rule's group_key; none for a rule without a group. */
export const groupOf = (rule: Rule, key: string): readonly string[] => {
  const names = rule.kind === 'detection' ? rule.meta.group : rule.correlation.groupBy;
  return names.length === 0 && key === '' ? [] : splitGroupKey(key);
};

/** Splits a group_key into its values. */
export const splitGroupKey = (key: string): readonly string[] => {
  const parts = [''];
  for (let index = 0; index < key.length; index += 1) {
    const character = key[index] ?? '';
    if (character === '\\') {
      index += 1;
      parts[parts.length - 1] += key[index] ?? '';
    } else if (character === '|') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
};
