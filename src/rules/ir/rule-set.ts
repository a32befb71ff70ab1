/**
 * What parsing a set of files gives.
 * @module
 */
import type { Position } from './position.js';
import type { Rule } from './rule.js';

/** One test that stands in a rule (`agent_siem.tests`), expanded to plain events. */
export interface RuleTest {
  readonly ruleId: string;
  readonly name: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly lookups: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** ISO time up to which instants are evaluated; undefined: until the last event has left every window. */
  readonly now?: string;
  /** Expected alerts. `group` holds the group's values by name; a key left out is not compared. */
  readonly expect: readonly {
    readonly group?: Readonly<Record<string, string>>;
    readonly value?: number;
    readonly time?: string;
  }[];
  readonly at: Position;
}

/** What parsing a set of files gives: rules that raise alerts (sources that only feed correlations are inside them). */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
}
