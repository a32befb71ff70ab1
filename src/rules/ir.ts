/**
 * The one normalised form of a rule. Evaluator and targets read this and nothing else; docs/rules.md says what it means.
 * @module
 */

/** A place in a rule file. Line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One piece of a wildcard pattern: literal text, `*` (any run, also none) or `?` (one character). */
export type PatternPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' };

/** Comparison of numbers. `eq` also stands for numbers written as plain Sigma values. */
export type Comparator = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';

/**
 * A test on one value. Every test except `null`, `exists: false` and `empty` is false when the field is missing.
 * On an array a test is true when any element passes. `cased: false` folds A to Z only.
 */
export type Test =
  /** The whole string equals. A number or boolean in the event is compared by its JSON text. */
  | { readonly op: 'equals'; readonly value: string; readonly cased: boolean }
  /** The whole string matches the pattern; contains, startswith, endswith, base64, windash and wide all end here. */
  | { readonly op: 'pattern'; readonly parts: readonly PatternPart[]; readonly cased: boolean }
  /** Numeric; a string that is a plain decimal number counts as that number. */
  | { readonly op: 'number'; readonly comparator: Comparator; readonly value: number }
  | { readonly op: 'boolean'; readonly value: boolean }
  /** Field missing or null. */
  | { readonly op: 'null' }
  /** Field present and the empty string. */
  | { readonly op: 'empty' }
  | { readonly op: 'exists'; readonly value: boolean }
  /** Unanchored search with a regular expression of the linear-time (RE2) dialect. */
  | {
      readonly op: 'regex';
      readonly source: string;
      readonly ignoreCase: boolean;
      readonly multiline: boolean;
      readonly dotAll: boolean;
    }
  /** Address within the network (IPv4 or IPv6), such as `10.0.0.0/8`. */
  | { readonly op: 'cidr'; readonly network: string }
  /** Compared with another field of the same event; false when either is missing. */
  | {
      readonly op: 'field';
      readonly other: string;
      readonly mode: 'equals' | 'contains' | 'startswith' | 'endswith';
      readonly cased: boolean;
    }
  /** A part of a time in UTC. */
  | {
      readonly op: 'time';
      readonly part: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
      readonly comparator: Comparator;
      readonly value: number;
    };

/** A predicate over one event. Negation means exactly "not true": NOT x holds when the field is missing. */
export type Predicate =
  | { readonly kind: 'and'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'or'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'match'; readonly field: string; readonly test: Test; readonly at?: Position }
  /** A keyword without a field: true when any string value anywhere in the event passes. */
  | { readonly kind: 'keyword'; readonly test: Test; readonly at?: Position };

/** A Sigma filter folded into the rule: `predicate` already stands as `and not` (or as written) in the detection. */
export interface AppliedFilter {
  readonly name: string;
  readonly title: string;
  /** True when the filter lets the event pass (the event is kept). */
  readonly predicate: Predicate;
  readonly owner?: string;
  readonly reason?: string;
  /** ISO date; after it the exception warns. */
  readonly expires?: string;
  readonly at: Position;
}

/** A named value that stands in the Sigma text; overrides rewrite that text before parsing. */
export interface RuleParameter {
  readonly name: string;
  /** Dotted path into the YAML document, such as `correlation.condition.gte`. */
  readonly path: string;
  readonly value: number | string;
  readonly default: number | string;
  /** Bounds; milliseconds where the value is a length of time. */
  readonly min?: number;
  readonly max?: number;
  readonly description?: string;
}

/** What a rule says about itself; nothing in here changes when it fires. */
export interface RuleMetadata {
  /** What alerts print: the slug (`name`), else the Sigma `id`, else the title. */
  readonly ruleId: string;
  readonly id?: string;
  readonly name?: string;
  readonly title: string;
  readonly description?: string;
  readonly status?: string;
  readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
  readonly taxonomy?: string;
  readonly logsource: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly author?: string;
  readonly date?: string;
  readonly modified?: string;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  /** From `agent_siem`. */
  readonly version: string;
  readonly priority?: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6';
  readonly runbook?: string;
  readonly compliance: readonly string[];
  readonly parameters: readonly RuleParameter[];
  /** Fields an alert must carry besides its group, in order. */
  readonly details: readonly string[];
  /**
   * Plain detections only: the fields by which alerts of this rule belong together (presentation). They stand in
   * `Firing.group` where the event carries them. Correlations group by their own `groupBy`; empty there.
   */
  readonly group: readonly string[];
  /** Which inputs can feed the rule: exporter, claude-code, codex, gemini-cli. */
  readonly sources: readonly string[];
  /** Milliseconds; undefined means the default of docs/rules.md. */
  readonly suppressMs?: number;
  /** How late an event may be, milliseconds (default 5 minutes). */
  readonly delayMs: number;
  /** Per target: constructs whose Unsupported the rule accepts, with the reason. */
  readonly accept: Readonly<Record<string, readonly { readonly construct: string; readonly reason: string }[]>>;
  readonly at: Position;
}

/** What a correlation counts: a detection or another correlation (chained). */
export interface CorrelationSource {
  /** The name or id by which the correlation refers to it. */
  readonly ref: string;
  readonly rule: Rule;
  /** Field in this source's events for each entry of `groupBy`, in order: aliases are resolved here. */
  readonly groupFields: readonly string[];
}

/** All comparisons must hold. */
export interface Threshold {
  readonly comparator: Comparator;
  readonly value: number;
}

interface WindowedBase {
  readonly sources: readonly CorrelationSource[];
  /** Names of the group's parts: field paths or aliases. May be empty: one group. */
  readonly groupBy: readonly string[];
  /** Window length, milliseconds. Windows are [T - timespan, T). */
  readonly timespanMs: number;
  /** Grid of instants in milliseconds, or `event` (foreign rules): at each matching event t over (t - timespan, t]. */
  readonly every: number | 'event';
}

/** Counts and aggregates over a window. */
export interface WindowedCorrelation extends WindowedBase {
  readonly type: 'event_count' | 'value_count' | 'value_sum' | 'value_avg' | 'value_percentile';
  readonly condition: readonly Threshold[];
  /** All but event_count. More than one field (value_count): distinct combinations. */
  readonly fields: readonly string[];
  /** value_percentile: 0 to 100, nearest rank. */
  readonly percentile?: number;
}

/** Own type: each of the fields has a distinct count in the window that meets the condition. */
export interface EachValueCountCorrelation extends WindowedBase {
  readonly type: 'value_count_each';
  readonly condition: readonly Threshold[];
  readonly fields: readonly string[];
}

/**
 * Own type: events that arrived more than `laterThanMs` after their own time, counted by the time of arrival: windows are
 * [T - timespan, T) of arrivals. An event whose time or arrival is not known is not counted.
 */
export interface LateCountCorrelation extends WindowedBase {
  readonly type: 'late_count';
  readonly condition: readonly Threshold[];
  readonly laterThanMs: number;
}

/** All sources (or those the condition over them asks for) occur in the window, in order for temporal_ordered. */
export interface TemporalCorrelation extends WindowedBase {
  readonly type: 'temporal' | 'temporal_ordered';
  /** Sigma 2.1 extended condition over source refs; undefined means all of them. */
  readonly condition?: SourceCondition;
}

/** Boolean expression over the sources of a temporal correlation. */
export type SourceCondition =
  | { readonly kind: 'source'; readonly ref: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SourceCondition[] }
  | { readonly kind: 'not'; readonly part: SourceCondition };

/** Own type: the bucket just complete against the group's active complete buckets before it. */
export interface BaselineCorrelation extends WindowedBase {
  readonly type: 'baseline';
  /** Integer field to sum; undefined counts events. `timespanMs` is the bucket and equals `every`. */
  readonly field?: string;
  /** Buckets of history before the current one. */
  readonly historyBuckets: number;
  /** k: standard deviations (population) above the mean. */
  readonly sigma: number;
  readonly floor: number;
  readonly minActive: number;
  readonly minRatio: number;
  readonly zeros: 'exclude' | 'include';
}

/** Own type: the running bucket (its UTC start to T) against the mean of complete active buckets before it. */
export interface RatioCorrelation extends WindowedBase {
  readonly type: 'ratio';
  /** Field to sum; undefined counts. Money (usd fields) is summed as integer micro-dollars. `timespanMs` is the bucket. */
  readonly field?: string;
  readonly historyBuckets: number;
  readonly factor: number;
  readonly floor: number;
  readonly minActive: number;
}

/** Own type: a value seen in the bucket and never in the history, for groups at least `minHistoryMs` old. */
export interface NewValueCorrelation extends WindowedBase {
  readonly type: 'new_value';
  readonly field: string;
  readonly historyMs: number;
  readonly minHistoryMs: number;
}

/** Own type: each event against a table, as plain detections are (per event, no window) unless `mode` says otherwise. */
export interface LookupCorrelation extends WindowedBase {
  readonly type: 'lookup';
  /** Name of the table, such as agent_scope. */
  readonly lookup: string;
  /**
   * `outside`: a field's value is not among the rows of its kind for the event's key. Per event.
   * `unregistered`: the key has no row at all. Once per group and bucket of `timespanMs`.
   * `empty`: the table has no rows while events arrive. Once per bucket, no group.
   */
  readonly mode: 'outside' | 'unregistered' | 'empty';
  /** Event field that holds the key, such as agent.agent_id. */
  readonly keyField: string;
  /** `outside`: row kind to event field, such as tool to tool_call.tool_name. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** Every correlation. */
export type Correlation =
  | WindowedCorrelation
  | EachValueCountCorrelation
  | LateCountCorrelation
  | TemporalCorrelation
  | BaselineCorrelation
  | RatioCorrelation
  | NewValueCorrelation
  | LookupCorrelation;

/** A plain detection: fires at each event that matches. */
export interface DetectionRule {
  readonly kind: 'detection';
  readonly meta: RuleMetadata;
  /** Filters folded in. */
  readonly predicate: Predicate;
  readonly filters: readonly AppliedFilter[];
}

/** A correlation over other rules. */
export interface CorrelationRule {
  readonly kind: 'correlation';
  readonly meta: RuleMetadata;
  readonly correlation: Correlation;
  readonly filters: readonly AppliedFilter[];
}

/** A rule that can be evaluated and compiled. */
export type Rule = DetectionRule | CorrelationRule;

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
