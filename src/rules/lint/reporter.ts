/**
 * How lint reports: at the document or at a key of it.
 * @module
 */
import type { RuleDocument } from '../parse/documents.js';
import { childOf, entryOf } from '../parse/read-map.js';
import type { YamlMap } from '../parse/yaml-tree.js';

/** Reports one finding at the reporter's place. */
export type Report = (code: string, message: string, mend: string, severity?: 'error' | 'warning') => void;

/** Offset of the last key of a path that is there; the document's start when none is. */
export const placeOf = (document: RuleDocument, ...path: readonly string[]): number => {
  let map: YamlMap | undefined = document.tree;
  let offset = document.tree.offset;
  for (const key of path) {
    const entry: ReturnType<typeof entryOf> = map && entryOf(map, key);
    if (entry === undefined) break;
    ({ offset } = entry);
    map = entry.value.kind === 'map' ? entry.value : undefined;
  }
  return offset;
};

/** Reports at a key of the document; a key that is missing is reported at the one it belongs into. */
export const reporter =
  (document: RuleDocument, ...path: readonly string[]): Report =>
  (code, message, mend, severity = 'error') => {
    document.source.report(placeOf(document, ...path), { code, message, mend, severity });
  };

/** Offset of a text in the list of a key. */
export const placeOfItem = (document: RuleDocument, map: YamlMap | undefined, key: string, text: string): number => {
  const list = map && childOf(map, key);
  const items = list?.kind === 'list' ? list.items : list === undefined ? [] : [list];
  return items.find((item) => item.kind === 'scalar' && item.text === text)?.offset ?? document.tree.offset;
};
