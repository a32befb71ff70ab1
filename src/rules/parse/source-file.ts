/**
 * The text of a rule file and the issues found in it.
 * @module
 */
import { excerptOf, type Issue, type IssueSeverity } from '../issue.js';
import type { Position } from '../ir.js';

/** What to say, without the place. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  /** What to write instead; rules always say it. */
  readonly mend?: string;
  readonly severity?: IssueSeverity;
}

/** A file with line numbers, which collects the issues of its documents. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
  readonly issues: Issue[];
  /** Line and column (from 1) of an offset into the text. */
  readonly position: (offset: number) => Position;
  /** The way back: offset of a position in this file. */
  readonly offset: (position: Position) => number;
  readonly report: (offset: number, finding: Finding) => void;
}

const lineStartsOf = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Index of the last start that is not beyond the offset. */
const lineAt = (starts: readonly number[], offset: number): number => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Wraps a text; positions are computed only when asked for. */
export const sourceFile = (file: string, text: string): SourceFile => {
  let starts: readonly number[] | undefined;
  const issues: Issue[] = [];
  const place = (offset: number) => {
    starts ??= lineStartsOf(text);
    const at = Math.max(0, Math.min(offset, text.length));
    const line = lineAt(starts, at);
    return { line, start: starts[line] ?? 0, at };
  };
  return {
    file,
    text,
    issues,
    position: (offset) => {
      const { line, start, at } = place(offset);
      return { file, line: line + 1, column: at - start + 1 };
    },
    offset: ({ line, column }) => {
      starts ??= lineStartsOf(text);
      return (starts[line - 1] ?? 0) + column - 1;
    },
    report: (offset, finding) => {
      const { line, start, at } = place(offset);
      const end = text.indexOf('\n', start);
      const column = at - start;
      issues.push({
        severity: finding.severity ?? 'error',
        code: finding.code,
        file,
        line: line + 1,
        column: column + 1,
        message: finding.message,
        ...(finding.mend === undefined ? {} : { mend: finding.mend }),
        ...excerptOf(text.slice(start, end === -1 ? text.length : end), column),
      });
    },
  };
};

/** The same file, which keeps what is found to itself: for what cannot be right because something else is wrong. */
export const silent = (source: SourceFile): SourceFile => ({ ...source, issues: [], report: () => undefined });

/** Offset of a place inside a value or key: exact for text that stands in the file as it is, else its start. */
export const offsetInside = (
  source: SourceFile,
  scalar: { readonly text: string; readonly offset: number },
  at: number,
): number => {
  const quote = /^['"]/.test(source.text.charAt(scalar.offset)) ? 1 : 0;
  const start = scalar.offset + quote;
  return source.text.startsWith(scalar.text, start) ? start + at : scalar.offset;
};
