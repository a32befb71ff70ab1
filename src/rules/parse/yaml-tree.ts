/**
 * YAML as a small tree with offsets. Hostile files (alias bombs, huge, deep, duplicate keys) end in an issue.
 * @module
 */
import { Composer, Parser, visit, type CST, type Document, type YAMLError } from 'yaml';
import { readPlainYaml } from './plain-yaml.js';
import type { SourceFile } from './source-file.js';
import { convertDocument, FLATTEN, TOO_DEEP } from './yaml-convert.js';
import { deepOffset } from './yaml-depth.js';

/** A plain value. `text` is what stands in the file for numbers and booleans, the value for strings. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly offset: number;
}

/** A sequence. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

/** One `key: value`. */
export interface YamlEntry {
  readonly key: string;
  readonly offset: number;
  readonly value: YamlNode;
}

/** A mapping, in the order of the file. */
export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
  /** A whole document in which something is wrong (and reported): it is checked to its end and then left out. */
  readonly broken?: true;
  /** A whole document that the configuration has written, not a person. */
  readonly made?: true;
}

/** Any node. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** Largest rule file, in UTF-16 units. */
export const MAX_RULE_FILE = 1_000_000;
/** Errors of one document that are worth reading. */
const MAX_SYNTAX_ERRORS = 20;
const SYNTAX = 'Quote values that begin with *, &, %, @ or hold ": "; indent with spaces.';
const DEEP = { code: 'yaml.too-deep', message: TOO_DEEP, mend: FLATTEN } as const;

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

const reportSyntax = (
  source: SourceFile,
  document: Document.Parsed,
  error: Pick<YAMLError, 'message' | 'pos'>,
): void => {
  const quote = /^Missing closing .quote/.test(error.message) ? openQuote(document, error.pos[0]) : undefined;
  if (quote !== undefined) {
    const message = 'a quoted text that does not end';
    source.report(quote, { code: 'yaml.syntax', message, mend: 'Close the quote.' });
  } else if (error.message.startsWith('Maximum call stack')) source.report(error.pos[0], DEEP);
  else {
    source.report(error.pos[0], { code: 'yaml.syntax', message: firstSentence(error.message), mend: SYNTAX });
  }
};

const reportFailure = (source: SourceFile, error: unknown): void => {
  if (error instanceof RangeError) source.report(0, DEEP);
  else {
    const message = error instanceof Error ? firstSentence(error.message) : 'not YAML';
    source.report(0, { code: 'yaml.syntax', message, mend: SYNTAX });
  }
};

/**
 * Every document of the file that can be read; what cannot is reported on the source. Never throws.
 */
export const parseYaml = (source: SourceFile): readonly YamlNode[] => {
  if (source.text.length > MAX_RULE_FILE) {
    source.report(0, {
      code: 'yaml.too-large',
      message: `larger than ${String(MAX_RULE_FILE)} characters`,
      mend: 'Split the file: one rule a file.',
    });
    return [];
  }
  return readPlainYaml(source.text) ?? parseAnyYaml(source);
};

/** Tokens of the library, whose reader of them is recursive; from a nesting that is too deep on there are none. */
function* shallowTokens(source: SourceFile): Generator<CST.Token> {
  for (const token of new Parser().parse(source.text)) {
    const deep = deepOffset(token);
    if (deep !== undefined) {
      source.report(deep, DEEP);
      return;
    }
    yield token;
  }
}

/** The same by the library alone, which reads all of YAML and words what is wrong. */
export const parseAnyYaml = (source: SourceFile): readonly YamlNode[] => {
  const trees: YamlNode[] = [];
  try {
    // Own check of keys: the library's compares all pairs, which takes minutes for a hundred thousand keys.
    const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    for (const document of composer.compose(shallowTokens(source))) {
      for (const error of document.errors.slice(0, MAX_SYNTAX_ERRORS)) {
        reportSyntax(source, document, error);
      }
      // A document with a syntax error is still not a rule: half a condition widens.
      if (document.errors.length > 0 || document.contents === null) continue;
      const tree = convertDocument(source, document);
      if (tree !== undefined) trees.push(tree);
    }
  } catch (error) {
    reportFailure(source, error);
  }
  return trees;
};
