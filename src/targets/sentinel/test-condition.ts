/**
 * One test on one column as a Kusto condition. Strings are never null in Kusto: '' is missing. Comparisons of other types
 * are guarded, so that every condition is true or false.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { COMPARATORS } from '../comparators.js';
import { typedNumber } from '../literal-text.js';
import { asText } from './column-text.js';
import type { Column } from './fields.js';
import { patternCondition, regexCondition } from './pattern.js';
import type { PredicateContext } from './predicate-context.js';
import { kqlString } from './text.js';

const DECIMAL = '^[+-]?[0-9]+([.][0-9]+)?$';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const numberCondition = (column: Column, test: Extract<Test, { op: 'number' }>): string => {
  const compare = `${COMPARATORS[test.comparator]} ${typedNumber(test.value)}`;
  if (column.type === 'long' || column.type === 'real')
    return `(isnotnull(${column.text}) and ${column.text} ${compare})`;
  const text = asText(column);
  return `(${text} matches regex ${kqlString(DECIMAL)} and coalesce(todouble(${text}) ${compare}, false))`;
};

const timeCondition = (column: Column, test: Extract<Test, { op: 'time' }>): string => {
  const time = column.type === 'datetime' ? column.text : `todatetime(${asText(column)})`;
  const part = {
    minute: `datetime_part("minute", ${time})`,
    hour: `hourofday(${time})`,
    day: `dayofmonth(${time})`,
    week: `week_of_year(${time})`,
    month: `getmonth(${time})`,
    year: `getyear(${time})`,
  }[test.part];
  return `(isnotnull(${time}) and ${part} ${COMPARATORS[test.comparator]} ${typedNumber(test.value)})`;
};

const fieldCondition = (
  column: Column,
  test: Extract<Test, { op: 'field' }>,
  { mapping }: PredicateContext,
): string => {
  const other = mapping.column(test.other);
  const bare = test.cased || (column.lower && other.lower);
  // translate() folds A to Z and no other letter.
  const fold = (text: string): string =>
    bare ? text : `translate(${kqlString(UPPER)}, ${kqlString(UPPER.toLowerCase())}, ${text})`;
  const [left, right] = [fold(asText(column)), fold(asText(other))];
  const words = { equals: '==', contains: 'contains_cs', startswith: 'startswith_cs', endswith: 'endswith_cs' };
  return `(isnotempty(${column.text}) and isnotempty(${other.text}) and ${left} ${words[test.mode]} ${right})`;
};

const cidrCondition = (column: Column, network: string): string => {
  const name = network.includes(':') ? 'ipv6_is_in_range' : 'ipv4_is_in_range';
  return `coalesce(${name}(${asText(column)}, ${kqlString(network)}), false)`;
};

const WHOLE_VALUE: readonly Test['op'][] = ['number', 'boolean', 'cidr', 'field', 'time'];

/** The test on the column, true or false for every event. */
export const testCondition = (column: Column, test: Test, context: PredicateContext): string => {
  const { problems } = context;
  if (column.type === 'dynamic' && WHOLE_VALUE.includes(test.op)) {
    const reason = 'the elements of an array cannot be looked at one by one';
    return problems.note(`test.${test.op}.array`, reason, 'false');
  }
  switch (test.op) {
    case 'equals': {
      if (column.type !== 'long' && column.type !== 'real') {
        return patternCondition(column, [{ kind: 'text', text: test.value }], test.cased, context);
      }
      // Compared by its JSON text: only a literal in that form can be equal.
      return String(Number(test.value)) === test.value
        ? `(isnotnull(${column.text}) and ${column.text} == ${typedNumber(Number(test.value))})`
        : 'false';
    }
    case 'pattern':
      return patternCondition(column, test.parts, test.cased, context);
    case 'number':
      return numberCondition(column, test);
    case 'boolean':
      return `${asText(column)} =~ "${String(test.value)}"`;
    case 'null':
      return `isempty(${column.text})`;
    case 'exists':
      return `${test.value ? 'isnotempty' : 'isempty'}(${column.text})`;
    case 'empty':
      // The canonical form holds no empty strings; elsewhere Kusto cannot tell them from missing values.
      return context.mapping.foreign
        ? problems.note('test.empty', 'an empty string and a missing one are the same in Kusto', 'false')
        : 'false';
    case 'regex':
      return regexCondition(column, test, context);
    case 'cidr':
      return cidrCondition(column, test.network);
    case 'field':
      return fieldCondition(column, test, context);
    case 'time':
      return timeCondition(column, test);
  }
};
