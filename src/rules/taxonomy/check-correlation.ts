/**
 * Correlations of `taxonomy: agent-governance` against the event schema, once their sources are known.
 * @module
 */
import type { Correlation, CorrelationSource } from '../ir.js';
import type { CorrelationDocument } from '../parse/documents.js';
import { childOf } from '../parse/read-map.js';
import type { YamlNode } from '../parse/yaml-tree.js';
import { fieldFacts } from './field-table.js';
import { requireField } from './schema-check.js';

/** Fields a correlation aggregates, and whether they must be numbers. */
const measuredFields = (correlation: Correlation): readonly { readonly field: string; readonly numeric: boolean }[] => {
  switch (correlation.type) {
    case 'value_count':
    case 'value_count_each':
      return correlation.fields.map((field) => ({ field, numeric: false }));
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return correlation.fields.map((field) => ({ field, numeric: true }));
    case 'baseline':
    case 'ratio':
      return correlation.field === undefined ? [] : [{ field: correlation.field, numeric: true }];
    case 'new_value':
      return [{ field: correlation.field, numeric: false }];
    case 'lookup':
      return [...(correlation.keyField === '' ? [] : [correlation.keyField]), ...Object.values(correlation.kinds)].map(
        (field) => ({ field, numeric: false }),
      );
    default:
      return [];
  }
};

/** Where a text stands below a node. */
const offsetOfText = (node: YamlNode | undefined, text: string): number | undefined => {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.text === text ? node.offset : undefined;
  const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  for (const child of children) {
    const found = offsetOfText(child, text);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Where a field stands in the first of some keys of the section, else the section itself. */
const placeOf = ({ section }: CorrelationDocument, field: string, ...keys: readonly string[]): number => {
  for (const key of keys) {
    const found = offsetOfText(childOf(section, key), field);
    if (found !== undefined) return found;
  }
  return section.offset;
};

const checkGroup = (document: CorrelationDocument, { rule, groupFields, ref }: CorrelationSource): void => {
  const { source } = document;
  for (const field of groupFields) {
    const offset = placeOf(document, field, 'group-by', 'aliases');
    if (rule.kind === 'correlation') {
      if (rule.correlation.groupBy.includes(field)) continue;
      source.report(offset, {
        code: 'correlation.group-by',
        message: `${ref} does not group by ${field}`,
        mend: `It groups by: ${rule.correlation.groupBy.join(', ')}.`,
      });
      continue;
    }
    if (!requireField(source, field, offset, ' (group-by)')) continue;
    if (fieldFacts(field)?.type !== 'strings') continue;
    source.report(offset, {
      code: 'correlation.group-by',
      message: `${field} is a list: an event would belong to several groups`,
      mend: 'Group by a field with one value.',
    });
  }
};

/** Checks a correlation once its sources are known. */
export const checkCorrelation = (document: CorrelationDocument, correlation: Correlation): void => {
  for (const each of correlation.sources) checkGroup(document, each);
  if (correlation.sources.some(({ rule }) => rule.kind === 'correlation')) return;
  for (const { field, numeric } of measuredFields(correlation)) {
    const offset = placeOf(document, field, 'field', 'condition');
    if (!requireField(document.source, field, offset) || !numeric) continue;
    const type = fieldFacts(field)?.type;
    if (type === 'integer' || type === 'number') continue;
    document.source.report(offset, {
      code: 'taxonomy.type',
      message: `${field} is no number`,
      mend: 'Take a number, such as cost.input_tokens, or count values with value_count.',
    });
  }
};
