/**
 * A field against another, as an expression of `where`.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';

/** Reports arrays, which have no single value, and case that is not ignored as Sigma ignores it. */
export const fieldTest = (dialect: Dialect, path: string, test: Extract<Test, { op: 'field' }>): string => {
  const { mapping } = dialect;
  if (mapping.isArray(path) || mapping.isArray(test.other)) return dialect.report('test.field_array', true);
  const bothLower = mapping.isLower(path) && mapping.isLower(test.other);
  const fold = (text: string): string => (test.cased || bothLower ? text : `lower(${text})`);
  if (!test.cased && !bothLower) dialect.report('test.case_insensitive_field');
  const left = fold(column(dialect, path));
  const right = fold(column(dialect, test.other));
  switch (test.mode) {
    // The prefix keeps values that look like numbers from comparing as numbers.
    case 'equals':
      return `("=" . ${left})=("=" . ${right})`;
    case 'contains':
      return `mvcount(split(${left}, ${right})) > 1`;
    case 'startswith':
      return `("=" . substr(${left}, 1, len(${right})))=("=" . ${right})`;
    case 'endswith': {
      // A start of 0 or before is not documented, nor is that AND stops at its first false part.
      const end = `if(len(${left}) >= len(${right}), substr(${left}, len(${left}) - len(${right}) + 1), null())`;
      return `("=" . ${end})=("=" . ${right})`;
    }
  }
};
