/**
 * Errors of YAML syntax in words of our own, at the place where a person mends them.
 * @module
 */
import { visit, type Document } from 'yaml';
import type { SourceFile } from './source-file.js';
import { FLATTEN, TOO_DEEP } from './yaml-convert.js';

/** Errors of one document that are worth reading. */
const MAX_SYNTAX_ERRORS = 20;
const SYNTAX = 'Quote values that begin with *, &, %, @ or hold ": "; indent with spaces.';
/** A nesting that nothing recursive may read. */
export const DEEP = { code: 'yaml.too-deep', message: TOO_DEEP, mend: FLATTEN } as const;

/** Messages of the YAML parser are one sentence; what follows is its own picture of the place. */
const firstSentence = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/[.:]\s*$/, '');

/** Start of the quoted text that runs to the end of a document: the library names only where it should have ended. */
const openQuote = (document: Document.Parsed, end: number): number | undefined => {
  let start: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (quoted && range !== undefined && range !== null && range[0] < end && range[1] >= end) [start] = range;
    },
  });
  return start;
};

/** Reports the errors of a document. Gives the offset of a quote that is not closed, where there is one. */
export const reportSyntax = (source: SourceFile, document: Document.Parsed): number | undefined => {
  let open: number | undefined;
  for (const { message, pos } of document.errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const quote = /^Missing closing .quote/.test(message) ? openQuote(document, pos[0]) : undefined;
    if (quote !== undefined) {
      open = quote;
      source.report(quote, {
        code: 'yaml.syntax',
        message: 'a quoted text that does not end',
        mend: 'Close the quote.',
      });
    } else if (message.startsWith('Maximum call stack')) source.report(pos[0], DEEP);
    else source.report(pos[0], { code: 'yaml.syntax', message: firstSentence(message), mend: SYNTAX });
  }
  return open;
};

/** What the library throws instead of saying it. */
export const reportFailure = (source: SourceFile, error: unknown): void => {
  if (error instanceof RangeError) source.report(0, DEEP);
  else {
    const message = error instanceof Error ? firstSentence(error.message) : 'not YAML';
    source.report(0, { code: 'yaml.syntax', message, mend: SYNTAX });
  }
};
