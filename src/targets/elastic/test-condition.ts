/**
 * One test on one column as an ES|QL condition.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { typedNumber } from '../literal-text.js';
import { COMPARATORS } from '../comparators.js';
import { asNumber, asText, foldedField } from './column-text.js';
import { negate, partial, searchCondition, total, type Condition, type PredicateContext } from './condition.js';
import type { Column } from './fields.js';
import { patternCondition, regexCondition } from './pattern.js';
import { valueSearch } from './search.js';
import { esqlName, esqlString, luceneBoolean, queryStringName } from './text.js';

const timeCondition = (column: Column, test: Extract<Test, { op: 'time' }>): Condition => {
  const name = column.type === 'time' ? esqlName(column.name) : `TO_DATETIME(${asText(column)})`;
  const chrono = {
    minute: 'minute_of_hour',
    hour: 'hour_of_day',
    day: 'day_of_month',
    month: 'month_of_year',
    year: 'year',
  };
  const compare = `${COMPARATORS[test.comparator]} ${typedNumber(test.value)}`;
  if (test.part !== 'week') return partial(`DATE_EXTRACT("${chrono[test.part]}", ${name}) ${compare}`);
  // ISO week: the week belongs to the year its Thursday lies in.
  const day = `(TO_LONG(${name}) / 86400000)`;
  const thursday = `(${day} - (${day} + 3) % 7 + 3)`;
  const january = `(TO_LONG(DATE_TRUNC(1 year, TO_DATETIME(${thursday} * 86400000))) / 86400000)`;
  return partial(`(${thursday} - ${january}) / 7 + 1 ${compare}`);
};

const fieldCondition = (
  column: Column,
  test: Extract<Test, { op: 'field' }>,
  { mapping }: PredicateContext,
): Condition => {
  const other = mapping.column(test.other);
  const bare = test.cased || (column.lower && other.lower);
  const fold = (text: string): string => (bare ? text : foldedField(text));
  const [left, right] = [fold(asText(column)), fold(asText(other))];
  switch (test.mode) {
    case 'equals':
      return partial(`${left} == ${right}`);
    case 'contains':
      return partial(`LOCATE(${left}, ${right}) > 0`);
    case 'startswith':
      return partial(`STARTS_WITH(${left}, ${right})`);
    case 'endswith':
      return partial(`ENDS_WITH(${left}, ${right})`);
  }
};

const present = (column: Column): Condition =>
  column.type === 'unknown'
    ? searchCondition(valueSearch(`_exists_:${queryStringName(column.name)}`))
    : total(`${esqlName(column.name)} IS NOT NULL`);

const absent = (column: Column): Condition =>
  column.type === 'unknown' ? negate(present(column)) : total(`${esqlName(column.name)} IS NULL`);

/** Arrays are tested element by element only through full-text functions. */
const wholeValueOps: readonly Test['op'][] = ['number', 'boolean', 'cidr', 'field', 'time'];

/** The test as a condition; what ES|QL cannot say is noted. */
export const testCondition = (column: Column, test: Test, context: PredicateContext): Condition => {
  if (column.type === 'strings' && wholeValueOps.includes(test.op)) {
    const reason = `ES|QL cannot look at single elements of ${column.name}`;
    return total(context.problems.note(`test.${test.op}.array`, reason, 'false'));
  }
  switch (test.op) {
    case 'equals': {
      const numeric = column.type === 'integer' || column.type === 'number';
      if (!numeric) return patternCondition(column, [{ kind: 'text', text: test.value }], test.cased, context);
      // Compared by its JSON text: only a literal in that form can be equal.
      return String(Number(test.value)) === test.value
        ? partial(`${esqlName(column.name)} == ${typedNumber(Number(test.value))}`)
        : total('false');
    }
    case 'pattern':
      return patternCondition(column, test.parts, test.cased, context);
    case 'number':
      return partial(`${asNumber(column)} ${COMPARATORS[test.comparator]} ${typedNumber(test.value)}`);
    case 'boolean':
      return column.type === 'unknown'
        ? searchCondition(valueSearch(luceneBoolean(column.name, test.value)))
        : partial(`${asText(column)} == "${String(test.value)}"`);
    case 'null':
      return absent(column);
    case 'exists':
      return test.value ? present(column) : absent(column);
    case 'empty':
      return column.type === 'strings' ? total('false') : partial(`${asText(column)} == ""`);
    case 'regex':
      return regexCondition(column, test, context);
    case 'cidr':
      return partial(`CIDR_MATCH(TO_IP(${asText(column)}), ${esqlString(test.network)})`);
    case 'field':
      return fieldCondition(column, test, context);
    case 'time':
      return timeCondition(column, test);
  }
};
