/**
 * Whether a test can hold on a field, by the field's type and vocabulary alone.
 * @module
 */
import { lowerAscii, type FieldFacts } from '../../event/index.js';
import type { Test } from '../ir.js';
import { nearest } from '../nearest.js';
import { textPasses } from './text-passes.js';

/** What is wrong with a test on a field. */
export interface ValueProblem {
  readonly code: 'taxonomy.type' | 'taxonomy.value' | 'taxonomy.never';
  readonly message: string;
  readonly mend: string;
}

const DIGEST = /^(?:hmac-)?sha256:[0-9a-f]{64}$/;

/** A value of the rule in a message, cut. */
const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

type NumberTest = Extract<Test, { op: 'number' }>;

const literalOf = (test: Test): string | undefined => (test.op === 'equals' ? test.value : undefined);

const longestText = (test: Test): number =>
  test.op === 'equals'
    ? test.value.length
    : test.op === 'pattern'
      ? test.parts.reduce(
          (total, part) => total + (part.kind === 'text' ? part.text.length : part.kind === 'one' ? 1 : 0),
          0,
        )
      : 0;

/** Whether a number from `minimum` to `maximum` passes. */
const inRange = ({ minimum = -Infinity, maximum = Infinity }: FieldFacts, test: NumberTest): boolean => {
  switch (test.comparator) {
    case 'eq':
      return test.value >= minimum && test.value <= maximum;
    case 'lt':
      return test.value > minimum;
    case 'lte':
      return test.value >= minimum;
    case 'gt':
      return test.value < maximum;
    case 'gte':
      return test.value <= maximum;
    case 'neq':
      return true;
  }
};

const checkNumeric = (field: FieldFacts, test: Test): ValueProblem | undefined => {
  if (test.op === 'exists' || test.op === 'null' || test.op === 'field') return undefined;
  if (test.op === 'number') {
    const never = (message: string, mend: string): ValueProblem => ({ code: 'taxonomy.never', message, mend });
    if (test.comparator === 'eq' && field.type === 'integer' && !Number.isInteger(test.value))
      return never(`${field.path} holds whole numbers`, 'Write a whole number.');
    if (inRange(field, test)) return undefined;
    const { minimum, maximum } = field;
    const range = `from ${String(minimum ?? '-∞')} to ${String(maximum ?? '∞')}`;
    return never(`${field.path} is ${range}: no value passes`, 'Look at the number and the direction.');
  }
  return {
    code: 'taxonomy.type',
    message: `${field.path} is a number`,
    mend: 'Write the number without quotes, or compare with lt, lte, gt, gte.',
  };
};

const checkVocabulary = (field: FieldFacts, test: Test): ValueProblem | undefined => {
  const values = field.values ?? [];
  if (values.some((value) => textPasses(test, value) !== false)) return undefined;
  const written = literalOf(test);
  const near = written === undefined ? undefined : nearest(written, values);
  return {
    code: 'taxonomy.value',
    message: written === undefined ? `no value of ${field.path} matches` : `${field.path} is never ${quoted(written)}`,
    mend: near === undefined ? `Values: ${values.join(', ')}.` : `Did you mean ${near}?`,
  };
};

const checkText = (field: FieldFacts, test: Test): ValueProblem | undefined => {
  if (test.op === 'number') {
    return { code: 'taxonomy.type', message: `${field.path} is text`, mend: 'Put the value in quotes.' };
  }
  if (test.op === 'boolean') {
    return { code: 'taxonomy.type', message: `${field.path} is no boolean`, mend: 'Put the value in quotes.' };
  }
  if (test.op === 'time' && field.time !== true) {
    return { code: 'taxonomy.type', message: `${field.path} is no time`, mend: 'Take a time, such as timestamp.' };
  }
  if (test.op === 'empty') {
    return {
      code: 'taxonomy.never',
      message: 'the canonical form holds no empty strings',
      mend: `Write ${field.path}: null for a missing value.`,
    };
  }
  if (field.maxLength !== undefined && longestText(test) > field.maxLength) {
    return {
      code: 'taxonomy.never',
      message: `longer than ${field.path} can be (${String(field.maxLength)})`,
      mend: 'Look for its beginning with startswith; longer values are cut.',
    };
  }
  const isText = test.op === 'equals' || test.op === 'pattern' || test.op === 'regex';
  if (isText && field.values !== undefined) return checkVocabulary(field, test);
  const literal = literalOf(test);
  if (literal === undefined) return undefined;
  if (field.lower === true && test.op === 'equals' && test.cased && lowerAscii(literal) !== literal) {
    return { code: 'taxonomy.never', message: `${field.path} is lower case`, mend: 'Write the value in lower case.' };
  }
  if (field.hash === true && !DIGEST.test(lowerAscii(literal))) {
    return { code: 'taxonomy.never', message: `${field.path} holds digests`, mend: 'Write sha256: and 64 hex digits.' };
  }
  return undefined;
};

/** Checks one test on one field of the schema. */
export const checkValue = (field: FieldFacts, test: Test): ValueProblem | undefined =>
  field.type === 'integer' || field.type === 'number' ? checkNumeric(field, test) : checkText(field, test);
