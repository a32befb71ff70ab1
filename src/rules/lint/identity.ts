/**
 * What other tools know a rule by: its id and its tags.
 * @module
 */
import type { RuleDocument } from '../parse/documents.js';
import { UUID } from '../parse/descriptive-keys.js';
import { placeOfItem, reporter } from './reporter.js';
import { listLackingTag } from './tag-names.js';

/** The id. */
export const lintIdentity = (document: RuleDocument): void => {
  const report = reporter(document, 'id');
  const { id } = document.read.meta;
  if (id === undefined) report('lint.id', 'no id', 'Add a random UUID: `uuidgen`.', 'warning');
  else if (!UUID.test(id)) report('lint.id', 'the id is no UUID', 'Write a random UUID: `uuidgen`.', 'warning');
};

/** Tags of the lists that are known. */
export const lintTags = (document: RuleDocument): void => {
  for (const tag of document.read.meta.tags) {
    const list = listLackingTag(tag);
    if (list === undefined) continue;
    document.source.report(placeOfItem(document, document.tree, 'tags', tag), {
      code: 'lint.tag',
      message: `${tag} is not in the list of ${list}`,
      mend: 'Look for a slip; ids are in lower case, such as attack.t1059.001.',
    });
  }
};
