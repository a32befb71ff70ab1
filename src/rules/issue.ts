/**
 * What the parser and lint say about a rule file: typed, placed, with the mend.
 * @module
 */
import type { Position } from './ir.js';

/** An error keeps the rule out of the set; a warning or a note does not. */
export type IssueSeverity = 'error' | 'warning' | 'info';

/** One thing to mend. `code` is stable and has its section in docs/issues.md. */
export interface Issue extends Position {
  readonly severity: IssueSeverity;
  readonly code: string;
  readonly message: string;
  /** What to write instead; issues of rules always have it. */
  readonly mend?: string;
  /** The line of the file, cut to 160 characters around the place. */
  readonly excerpt: string;
  /** Blanks and a caret: printed under `excerpt` it points at the place. */
  readonly caret: string;
  /** The rule (its printed id) the issue belongs to, where known. */
  readonly ruleId?: string;
}

const EXCERPT_LENGTH = 160;

/** A line of a file as an issue shows it, with a caret under the column (from 0). */
export const excerptOf = (line: string, column: number): Pick<Issue, 'excerpt' | 'caret'> => {
  const from = column > EXCERPT_LENGTH - 20 ? column - 80 : 0;
  return {
    excerpt: line.slice(from, from + EXCERPT_LENGTH).trimEnd(),
    caret: `${' '.repeat(column - from)}^`,
  };
};

/** The section of the documentation about a code, such as `docs/issues.md#linttests`. */
export const issuePage = (code: string): string => `docs/issues.md#${code.replaceAll('.', '')}`;

/** An issue as text: place, message and mend, the line and a caret under the place. */
export const formatIssue = (issue: Issue): string => {
  const place = `${issue.file}:${String(issue.line)}:${String(issue.column)}`;
  const mend = issue.mend === undefined ? '' : `\n    ${issue.mend}`;
  return `${place} ${issue.severity} ${issue.code}: ${issue.message}\n    ${issue.excerpt}\n    ${issue.caret}${mend}`;
};

/** By file, then line, column and code: the order issues are printed in. */
export const compareIssues = (a: Issue, b: Issue): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
  a.line - b.line ||
  a.column - b.column ||
  (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
