/**
 * The one normalised form of a rule. Evaluator and targets read this and nothing else; docs/rules.md says what it means.
 * @module
 */
export type { Position } from './ir/position.js';
export type { PatternPart, Comparator, Test } from './ir/test.js';
export type { Predicate, AppliedFilter } from './ir/predicate.js';
export type { RuleParameter, RuleMetadata } from './ir/metadata.js';
export type { CorrelationSource, Threshold } from './ir/correlation-base.js';
export type { WindowedCorrelation, TemporalCorrelation, SourceCondition } from './ir/sigma-correlation.js';
export type {
  EachValueCountCorrelation,
  LateCountCorrelation,
  BaselineCorrelation,
  RatioCorrelation,
  NewValueCorrelation,
  LookupCorrelation,
} from './ir/own-correlation.js';
export type { Correlation, DetectionRule, CorrelationRule, Rule } from './ir/rule.js';
export type { RuleTest, RuleSet } from './ir/rule-set.js';
