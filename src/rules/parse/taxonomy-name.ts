/**
 * The taxonomy that a document names.
 * @module
 */
import { nearest } from '../nearest.js';
import { childOf, textOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

/** The taxonomy whose rules are checked against the event schema. */
export const OWN_TAXONOMY = 'agent-governance';
/** The product of its log source. */
const OWN_PRODUCT = 'ai_agent';

/** Near the own name it is a slip, and nothing of the rule would be checked. */
export const taxonomyOf = (source: SourceFile, document: YamlMap): string | undefined => {
  const text = textOf(source, document, 'taxonomy');
  if (text === undefined || text === '') return undefined;
  if (text === OWN_TAXONOMY || nearest(text, [OWN_TAXONOMY], 4) === undefined) return text;
  source.report(childOf(document, 'taxonomy')?.offset ?? document.offset, {
    code: 'metadata.taxonomy',
    message: `no taxonomy is called ${text}`,
    mend: `Did you mean ${OWN_TAXONOMY}?`,
  });
  return OWN_TAXONOMY;
};

/** Our own log source without our taxonomy: nobody has looked at its fields. */
export const warnOfUnchecked = (
  source: SourceFile,
  document: YamlMap,
  { product }: Readonly<Record<string, string>>,
): void => {
  if (product !== OWN_PRODUCT) return;
  source.report(document.offset, {
    code: 'metadata.taxonomy',
    severity: 'warning',
    message: `fields and values of a rule for ${OWN_PRODUCT} are not checked without its taxonomy`,
    mend: `Add \`taxonomy: ${OWN_TAXONOMY}\`.`,
  });
};
