/**
 * Rules that can be evaluated and compiled.
 * @module
 */
import type { RuleMetadata } from './metadata.js';
import type {
  BaselineCorrelation,
  EachValueCountCorrelation,
  LateCountCorrelation,
  LookupCorrelation,
  NewValueCorrelation,
  RatioCorrelation,
} from './own-correlation.js';
import type { AppliedFilter, Predicate } from './predicate.js';
import type { TemporalCorrelation, WindowedCorrelation } from './sigma-correlation.js';

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
