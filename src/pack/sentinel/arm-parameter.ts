/**
 * A rule's parameter as a parameter of the template.
 * @module
 */
import type { QueryParameter } from '../../targets/parameters.js';
import type { JsonObject } from '../pack-files.js';

/** Whole multiples, as ARM can only list them. */
const multiples = (min: number, max: number, step: number): readonly number[] =>
  Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, index) => min + index * step);

/** Factors and amounts; counts and lengths of time are whole. */
const FRACTIONS = /^correlation\.condition\.(?:sigma|min_ratio|factor|floor)$/;

/** ARM knows no fractions: what may have them is a string. */
export const armParameter = ({ path, value, min, max, step, description }: QueryParameter): JsonObject =>
  Number.isInteger(value) && !FRACTIONS.test(path)
    ? {
        type: 'int',
        defaultValue: value,
        ...(step === undefined || step === 1 || min === undefined || max === undefined
          ? { ...(min === undefined ? {} : { minValue: min }), ...(max === undefined ? {} : { maxValue: max }) }
          : { allowedValues: multiples(min, max, step) }),
        metadata: { description },
      }
    : {
        type: 'string',
        defaultValue: String(value),
        metadata: { description: `${description} (a number from ${min ?? 'any'} to ${max ?? 'any'})` },
      };
