/**
 * Correlations of `taxonomy: agent-governance` against the event schema, once their sources are known.
 * @module
 */
import type { Correlation, CorrelationSource } from '../ir.js';
import type { CorrelationDocument } from '../parse/documents.js';
import { OWN_TAXONOMY } from '../parse/taxonomy-name.js';
import { measuredFields } from '../parse/measured-fields.js';
import { placeOf } from '../parse/section-place.js';
import { fieldFacts } from './field-table.js';
import { isOwnTaxonomy, requireField } from './schema-check.js';

const isOwn = ({ rule }: CorrelationSource): boolean => rule.meta.taxonomy === OWN_TAXONOMY;

const checkGroup = (document: CorrelationDocument, { rule, groupFields }: CorrelationSource): void => {
  const { source } = document;
  // The fields of firings are looked at for every taxonomy.
  if (rule.kind === 'correlation') return;
  for (const field of groupFields) {
    const offset = placeOf(document, field, 'group-by', 'aliases');
    if (!requireField(source, field, offset, ' (group-by)')) continue;
    if (fieldFacts(field)?.type !== 'strings') continue;
    source.report(offset, {
      code: 'correlation.group-by',
      message: `${field} is a list: an event would belong to several groups`,
      mend: 'Group by a field with one value.',
    });
  }
};

/** Checks a correlation once its sources are known: one of the taxonomy, and any over rules of the taxonomy. */
export const checkCorrelation = (document: CorrelationDocument, correlation: Correlation): void => {
  const { sources } = correlation;
  const asks = isOwnTaxonomy(document);
  for (const each of sources) if (asks || isOwn(each)) checkGroup(document, each);
  if (!(asks || (sources.length > 0 && sources.every(isOwn)))) return;
  if (sources.some(({ rule }) => rule.kind === 'correlation')) return;
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
