/**
 * What a rule says about itself.
 * @module
 */
import type { Position } from './position.js';

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
