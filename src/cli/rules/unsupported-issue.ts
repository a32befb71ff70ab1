/**
 * What a SIEM cannot say of a rule, as an issue of the rule's file.
 * @module
 */
import { readFileSync } from 'node:fs';
import { excerptOf, type Issue, type Rule } from '../../rules/index.js';
import { unsupportedMend } from '../../targets/problems.js';
import type { TargetName, Unsupported } from '../../targets/index.js';

/** Line of a file, from 1; empty where the file has gone meanwhile. */
const lineOf = (file: string, line: number): string => {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1] ?? '';
  } catch {
    return '';
  }
};

/** The issue at the rule's own place. */
export const unsupportedIssue = (rule: Rule, target: TargetName, { construct, reason }: Unsupported): Issue => {
  const { ruleId, at } = rule.meta;
  return {
    ...at,
    severity: 'error',
    code: `unsupported.${construct}`,
    message: `${ruleId} cannot be said in ${target}: ${reason}`,
    mend: unsupportedMend(target, construct),
    ...excerptOf(lineOf(at.file, at.line), at.column - 1),
    ruleId,
  };
};
