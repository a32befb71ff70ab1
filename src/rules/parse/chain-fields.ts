/**
 * Correlations that count the firings of others. A firing carries the fields of its group and nothing else: a correlation
 * that groups by another field, or measures one, could never fire.
 * @module
 */
import type { Correlation } from '../ir.js';
import type { CorrelationDocument } from './documents.js';
import { measuredFields } from './measured-fields.js';
import { placeOf } from './section-place.js';

/** Reports every field that a correlation takes from firings which do not carry it. */
export const checkChain = (document: CorrelationDocument, correlation: Correlation): void => {
  for (const { rule, ref, groupFields } of correlation.sources) {
    if (rule.kind === 'detection') continue;
    const carried = rule.correlation.groupBy;
    const mend = carried.length === 0 ? `It groups by nothing.` : `It groups by: ${carried.join(', ')}.`;
    for (const field of groupFields.filter((each) => !carried.includes(each))) {
      document.source.report(placeOf(document, field, 'group-by', 'aliases'), {
        code: 'correlation.group-by',
        message: `${ref} does not group by ${field}, and its firings carry nothing else`,
        mend,
      });
    }
    for (const { field } of measuredFields(correlation)) {
      if (carried.includes(field)) continue;
      document.source.report(placeOf(document, field, 'field', 'condition'), {
        code: 'correlation.field',
        message: `${ref} does not group by ${field}, and its firings carry nothing else`,
        mend,
      });
    }
  }
};
