/**
 * Names and ids of rules over all files.
 * @module
 */
import type { RuleDocument } from './documents.js';

/** Name and id: what references and filters may say. */
export const namesOf = (document: RuleDocument): readonly string[] =>
  [document.read.meta.name, document.read.meta.id].filter((name) => name !== undefined);

/** Rules by name and id; a name used twice is reported and its second rule left out. */
export const indexByName = (documents: readonly RuleDocument[]): ReadonlyMap<string, RuleDocument> => {
  const index = new Map<string, RuleDocument>();
  for (const document of documents) {
    const taken = namesOf(document).find((name) => index.has(name));
    if (taken === undefined) {
      namesOf(document).forEach((name) => index.set(name, document));
      continue;
    }
    const first = index.get(taken)?.read.meta.at;
    document.source.report(document.tree.offset, {
      code: 'id.duplicate',
      message: `${taken} is taken by ${first === undefined ? 'another rule' : `${first.file}:${String(first.line)}`}; this document is left out`,
      mend: 'Give every document its own id and name.',
    });
  }
  return index;
};
