/**
 * Documents with `filter:`.
 * @module
 */
import { isDay } from '../calendar-day.js';
import { readDetection } from './detection.js';
import type { DocumentBase, FilterDocument } from './documents.js';
import type { ItemReader } from './read-item.js';
import { childOf, mapOf, refuseOtherKeys, textOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** Names or ids of the rules a filter is for. */
const readFilterRules = (source: SourceFile, section: YamlMap): FilterDocument['rules'] => {
  const rules = childOf(section, 'rules');
  const nodes: readonly YamlNode[] = rules === undefined ? [] : rules.kind === 'list' ? rules.items : [rules];
  const mend = 'Add `rules:` with names or ids.';
  const refs = nodes.flatMap((node) => {
    if (node.kind === 'scalar' && node.value !== null) return [{ ref: node.text, offset: node.offset }];
    if (nodes.length > 1) {
      source.report(node.offset, { code: 'filter.rules', message: 'rules holds names or ids of rules', mend });
    }
    return [];
  });
  if (refs.length === 0) {
    source.report(rules?.offset ?? section.offset, {
      code: 'filter.rules',
      message: 'the filter names no rule',
      mend,
    });
  }
  return refs;
};

/** An end that is no day would never come. */
const checkEnd = (source: SourceFile, exception: YamlMap | undefined): void => {
  const expires = exception && textOf(source, exception, 'expires');
  if (exception === undefined || expires === undefined || isDay(expires)) return;
  source.report(childOf(exception, 'expires')?.offset ?? exception.offset, {
    code: 'filter.expires',
    severity: 'warning',
    message: 'expires is no day: the exception does not end',
    mend: 'Write it as YYYY-MM-DD.',
  });
};

/** Reads a filter. Undefined when anything in it is broken (and reported). */
export const readFilter = (base: DocumentBase, section: YamlMap, reader: ItemReader): FilterDocument | undefined => {
  const { source, tree } = base;
  const detection = readDetection(reader, section, ['rules']);
  const rules = readFilterRules(source, section);
  const exception = base.read.block && mapOf(source, base.read.block, 'exception');
  if (exception !== undefined) refuseOtherKeys(source, exception, ['owner', 'reason', 'expires'], 'an exception');
  const optional = (key: string): Readonly<Record<string, string>> => {
    const value = exception && textOf(source, exception, key);
    return value === undefined ? {} : { [key]: value };
  };
  const [owner, reason, expires] = [optional('owner'), optional('reason'), optional('expires')];
  checkEnd(source, exception);
  if (detection === undefined || rules.length === 0) return undefined;
  return {
    ...base,
    kind: 'filter',
    detection,
    rules,
    ...owner,
    ...reason,
    ...expires,
    at: source.position(tree.offset),
  };
};
