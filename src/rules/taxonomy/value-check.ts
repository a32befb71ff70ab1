/**
 * Whether a test can hold on a field, by the field's type and vocabulary alone.
 * @module
 */
import { lowerAscii, type FieldFacts } from '../../event/index.js';
import type { PatternPart, Test } from '../ir.js';
import { nearest } from './field-table.js';

/** What is wrong with a test on a field. */
export interface ValueProblem {
  readonly code: 'taxonomy.type' | 'taxonomy.value' | 'taxonomy.never';
  readonly message: string;
  readonly mend?: string;
}

const fold = (text: string, cased: boolean): string => (cased ? text : lowerAscii(text));

/** Whole-string match of a pattern: two pointers with a single way back, so linear in practice and never exponential. */
export const patternMatches = (parts: readonly PatternPart[], cased: boolean, text: string): boolean => {
  // Characters of the pattern; wildcards as marks that no text holds.
  const units = parts.flatMap((part): readonly (string | symbol)[] =>
    part.kind === 'text' ? Array.from(fold(part.text, cased)) : [part.kind === 'any' ? ANY : ONE],
  );
  const target = Array.from(fold(text, cased));
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < target.length) {
    const unit = units[p];
    if (unit === ANY) [star, mark, p] = [p, t, p + 1];
    else if (unit === ONE || (unit !== undefined && unit === target[t])) [p, t] = [p + 1, t + 1];
    else if (star !== -1) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (units[p] === ANY) p += 1;
  return p === units.length;
};
const ANY = Symbol('any');
const ONE = Symbol('one');

/** Truth of a test on a text; undefined when it cannot be told from the text alone. */
export const textPasses = (test: Test, text: string): boolean | undefined => {
  switch (test.op) {
    case 'equals':
      return fold(test.value, test.cased) === fold(text, test.cased);
    case 'pattern':
      return patternMatches(test.parts, test.cased, text);
    case 'regex':
      return new RegExp(
        test.source,
        `u${test.ignoreCase ? 'i' : ''}${test.multiline ? 'm' : ''}${test.dotAll ? 's' : ''}`,
      ).test(text);
    case 'exists':
      return test.value;
    case 'null':
    case 'empty':
    case 'boolean':
      return false;
    default:
      return undefined;
  }
};

const DIGEST = /^(?:hmac-)?sha256:[0-9a-f]{64}$/;

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

const checkNumeric = (field: FieldFacts, test: Test): ValueProblem | undefined => {
  if (test.op === 'number' || test.op === 'exists' || test.op === 'null' || test.op === 'field') {
    const whole = test.op === 'number' && test.comparator === 'eq' && field.type === 'integer';
    return whole && !Number.isInteger(test.value)
      ? { code: 'taxonomy.never', message: `${field.path} holds whole numbers` }
      : undefined;
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
    message: `no value of ${field.path} matches`,
    mend: near === undefined ? `Values: ${values.join(', ')}.` : `Did you mean ${near}?`,
  };
};

const checkText = (field: FieldFacts, test: Test): ValueProblem | undefined => {
  if (test.op === 'number') {
    return { code: 'taxonomy.type', message: `${field.path} is text`, mend: 'Put the value in quotes.' };
  }
  if (test.op === 'boolean') return { code: 'taxonomy.type', message: `${field.path} is no boolean` };
  if (test.op === 'time' && field.time !== true) return { code: 'taxonomy.type', message: `${field.path} is no time` };
  if (test.op === 'empty') {
    return {
      code: 'taxonomy.never',
      message: 'the canonical form holds no empty strings',
      mend: `Write ${field.path}: null for a missing value.`,
    };
  }
  if (field.maxLength !== undefined && longestText(test) > field.maxLength) {
    return { code: 'taxonomy.never', message: `longer than ${field.path} can be (${String(field.maxLength)})` };
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
