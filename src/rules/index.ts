/**
 * Rules: Sigma 2.1 and the own correlation types, parsed to one normalised form.
 * @module
 */
export type * from './ir.js';
export { CONFIG_FILE, readConfig, type RuleConfig } from './config/config.js';
export { expiredExceptions, utcDay, type ExpiredException } from './expired-exceptions.js';
export { compareIssues, excerptOf, formatIssue, issuePage, type Issue, type IssueSeverity } from './issue.js';
export { lintRules, type LintOptions } from './lint/lint-rules.js';
export { LOCK_FILE, lockOf, renewedLock, type LockEntry, type RuleLock } from './lint/lock.js';
export { MIN_TESTS } from './lint/operations.js';
export { ATLAS, ATTACK, OWASP_ASI } from './lint/tag-names.js';
export { lintPaths, loadConfig, loadRules, readLock, readRuleFiles } from './load-rules.js';
export { packRulesFolder } from './pack-folder.js';
export { selectionsOf, type RuleSelection } from './selections.js';
export { parseRules, type ParsedRules, type ParseOptions } from './parse-rules.js';
export type { RuleFile } from './read-rule-set.js';
