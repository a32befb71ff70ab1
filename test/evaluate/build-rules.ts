/** IR built by hand, so that these tests do not depend on the parser. */
import type {
  Correlation,
  CorrelationRule,
  CorrelationSource,
  DetectionRule,
  Predicate,
  Rule,
  RuleMetadata,
  Test,
} from '../../src/rules/ir.js';

export const metadata = (ruleId: string, more: Partial<RuleMetadata> = {}): RuleMetadata => ({
  ruleId,
  title: ruleId,
  level: 'medium',
  logsource: {},
  tags: [],
  references: [],
  falsePositives: [],
  version: '1.0.0',
  compliance: [],
  parameters: [],
  details: [],
  group: [],
  sources: [],
  delayMs: 300_000,
  accept: {},
  at: { file: 'test.yml', line: 1, column: 1 },
  ...more,
});

export const match = (field: string, test: Test): Predicate => ({ kind: 'match', field, test });

export const equals = (field: string, value: string): Predicate => match(field, { op: 'equals', value, cased: true });

export const detection = (ruleId: string, predicate: Predicate, more: Partial<RuleMetadata> = {}): DetectionRule => ({
  kind: 'detection',
  meta: metadata(ruleId, more),
  predicate,
  filters: [],
});

export const source = (rule: Rule, groupFields: readonly string[]): CorrelationSource => ({
  ref: rule.meta.ruleId,
  rule,
  groupFields,
});

export const correlation = (ruleId: string, shape: Correlation, more: Partial<RuleMetadata> = {}): CorrelationRule => ({
  kind: 'correlation',
  meta: metadata(ruleId, more),
  correlation: shape,
  filters: [],
});
