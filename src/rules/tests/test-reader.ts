/**
 * What reading tests needs, and how it fails.
 * @module
 */
import type { SourceFile } from '../parse/source-file.js';

/** Reads a file that a test names, relative to the rule file; undefined when it cannot be read. */
export type ReadTestFile = (ruleFile: string, name: string) => string | undefined;

/** What reading the tests of one document needs. */
export interface TestReader {
  readonly source: SourceFile;
  readonly readFile: ReadTestFile;
  /** Whether events from templates must be events of the schema: the rule's fields are. */
  readonly checked: boolean;
  serial: number;
}

/** Reports a test that cannot be read; nothing comes of the part. */
export const fail = (
  reader: TestReader,
  node: { readonly offset: number },
  message: string,
  mend: string,
): readonly never[] => {
  reader.source.report(node.offset, { code: 'test.invalid', message, mend });
  return [];
};
