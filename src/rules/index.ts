/**
 * Rules: Sigma 2.1 and the own correlation types, parsed to one normalised form.
 * @module
 */
export type * from './ir.js';
export { compareIssues, formatIssue, type Issue, type IssueSeverity } from './issue.js';
export { loadRules, readRuleFiles } from './load-rules.js';
export { packRulesFolder } from './pack-folder.js';
export { parseRules, type ParsedRules, type ParseOptions, type RuleFile } from './parse-rules.js';
