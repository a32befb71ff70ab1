/**
 * The reference evaluator: rules over events, in batch and as a stream.
 * @module
 */
export type { Alert, Firing } from './alert.js';
export { alertStatistics, type RuleStatistics } from './alert-statistics.js';
export { readLookupCsv } from './csv.js';
export type { SkippedRule } from './engine.js';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluate.js';
export { exceptionEffects, type ExceptionEffect } from './exceptions.js';
export type { EventSource } from './recall.js';
export { missingEdges, type MissingEdge } from './boundary-tests.js';
export { parseTime } from './event-time.js';
export type { EventObject } from './field-value.js';
export type { LookupRow, Lookups } from './lookup-table.js';
export { compilePredicate, type EventPredicate } from './predicate.js';
export { runRuleTest, type RuleTestResult } from './rule-test.js';
export { createStream, type EventStream, type StreamOptions, type StreamStats } from './stream.js';
