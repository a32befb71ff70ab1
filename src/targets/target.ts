/**
 * What every SIEM target answers. A target is one folder: mapping, query, artifact, dashboard, capabilities.
 * @module
 */
import type { Rule } from '../rules/ir.js';

/** Name of a target. */
export type TargetName = 'splunk' | 'elastic' | 'sentinel' | 'datadog';

/** A construct that the target cannot say exactly. */
export interface Unsupported {
  /** Stable name, such as `correlation.temporal_ordered` or `test.regex`. */
  readonly construct: string;
  readonly reason: string;
}

/** The range (T0, T1] of instants, for plain detections of arrival times, that one run of a query answers for. */
export interface QueryRange {
  /** Expression of the target's language for T0 and T1; the only free part of a compiled query. */
  readonly from: string;
  readonly to: string;
}

/** Foreign field names for `rules compile --map FILE`. */
export interface FieldMap {
  /** Field in the rule to the field (column) in the SIEM. */
  readonly fields: Readonly<Record<string, string>>;
  /** Index, table or source, in the target's own syntax. */
  readonly source?: string;
  /** Time field or column. */
  readonly time?: string;
  /** Id field that duplicates share; absent: copies are not removed. */
  readonly id?: string;
}

/** A compiled rule. */
export interface CompiledQuery {
  readonly ruleId: string;
  readonly language: 'spl' | 'esql' | 'kuery' | 'kql' | 'datadog';
  /** Complete text. Its range stands as the literal placeholders given to `compile`. */
  readonly text: string;
  /** Result columns that every query returns besides group_key and alert_key, in order. */
  readonly columns: readonly string[];
  /** What the target cannot say exactly but the rule accepts. */
  readonly accepted: readonly Unsupported[];
}

/** Outcome of compiling one rule. */
export type Compilation =
  | { readonly ok: true; readonly query: CompiledQuery }
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] };

/** One SIEM target. */
export interface Target {
  readonly name: TargetName;
  /** IR to query text. Never throws for a valid rule: what it cannot say it answers as Unsupported. */
  compile(rule: Rule, options?: { readonly map?: FieldMap; readonly range?: QueryRange }): Compilation;
}
