/**
 * One selection of a detection.
 * @module
 */
import { readItem, type ItemReader } from './read-item.js';
import { BROKEN, joinRead, type ReadPredicate } from './schema-check.js';
import type { SourceFile } from './source-file.js';
import type { YamlNode } from './yaml-tree.js';

const emptySelection = (source: SourceFile, name: string, node: YamlNode): ReadPredicate => {
  source.report(node.offset, {
    code: 'detection.empty',
    message: `selection ${name} is empty`,
    mend: 'Give it a field, or remove it.',
  });
  return BROKEN;
};

/** A mapping of fields, a list of alternatives, or a keyword. */
export const readSelection = (reader: ItemReader, name: string, node: YamlNode): ReadPredicate => {
  const { source } = reader;
  if (node.kind === 'map') {
    if (node.entries.length === 0) return emptySelection(source, name, node);
    return joinRead(
      'and',
      node.entries.map((entry) => readItem(reader, { text: entry.key, offset: entry.offset }, entry.value)),
    );
  }
  if (node.kind === 'scalar') {
    if (node.value === null) return emptySelection(source, name, node);
    return readItem(reader, { text: '', offset: node.offset }, node);
  }
  if (node.items.length === 0) return emptySelection(source, name, node);
  return joinRead(
    'or',
    node.items.map((item) => {
      if (item.kind !== 'list') return readSelection(reader, name, item);
      source.report(item.offset, {
        code: 'detection.nested',
        message: 'a list inside a list of a selection',
        mend: 'Write one list of mappings or of keywords.',
      });
      return BROKEN;
    }),
  );
};
