/**
 * Simple tests on one field, all at once.
 * @module
 */
import type { Test } from '../rules/ir.js';
import { fieldReader } from './field-reader.js';
import type { EventObject, FieldValue } from './field-value.js';
import { valueTest } from './value-test.js';

/** Texts shorter than this are told apart by their length first. */
const MAX_LENGTH = 256;

/** Length of the only texts for which the outcome is not that of any other text; undefined: it depends on more. */
const decidingLength = (test: Test): number | undefined => {
  switch (test.op) {
    case 'equals':
      return test.value.length;
    case 'empty':
    case 'null':
    case 'exists':
      return 0;
    case 'boolean':
      return String(test.value).length;
    default:
      return undefined;
  }
};

interface Bit {
  readonly bit: number;
  readonly passes: (value: FieldValue, event: EventObject) => boolean;
}

const NOTHING: EventObject = {};

/** The outcomes of all tests on one field, each as its bit. */
export const fieldBits = (field: string, tests: readonly { readonly bit: number; readonly test: Test }[]) => {
  const read = fieldReader(field);
  const bits: readonly Bit[] = tests.map(({ bit, test }) => ({ bit, passes: valueTest(test) }));
  const outcomes = (value: FieldValue): number => {
    let all = 0;
    for (const { bit, passes } of bits) if (passes(value, NOTHING)) all |= bit;
    return all;
  };
  const missing = outcomes(undefined);
  const lengths = tests.map(({ test }) => decidingLength(test)).filter((length) => length !== undefined);
  const special = new Uint8Array(MAX_LENGTH + 1);
  for (const length of lengths) special[Math.min(length, MAX_LENGTH)] = 1;
  // A text of a length that no test asks for; one character more than the longest is such a text.
  const usual = lengths.length === tests.length ? outcomes('-'.repeat(Math.max(...lengths) + 1)) : undefined;
  return (event: EventObject): number => {
    const value = read(event);
    if (value === undefined) return missing;
    if (usual !== undefined && typeof value === 'string' && special[Math.min(value.length, MAX_LENGTH)] === 0)
      return usual;
    return outcomes(value);
  };
};
