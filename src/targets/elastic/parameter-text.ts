/**
 * Numbers of a rule in ES|QL: what a parameter decides stands as arithmetic over the parameter's own number.
 * @module
 */
import type { Numbers } from '../parameters.js';
import { typedNumber } from '../literal-text.js';
import { esqlLongs, esqlSpan } from './text.js';

/** A plain number. */
export const numberText = (numbers: Numbers, value: number, path: string): string =>
  numbers.number(value, path) ?? typedNumber(value);

/** A threshold of a sum: where it is money, whole micro-dollars as the evaluator compares them (1.1 * 1000000 is not whole). */
export const amountText = (numbers: Numbers, value: number, path: string, money: boolean): string => {
  const parameter = numbers.number(value, path);
  if (parameter === undefined) return typedNumber(money ? Math.round(value * 1_000_000) : value);
  return money ? `ROUND(${parameter} * 1000000)` : parameter;
};

/** Least value of a bucket: where it is money, micro-dollars to the sixth decimal as the evaluator compares them. */
export const floorText = (numbers: Numbers, value: number, path: string, money: boolean): string => {
  const parameter = numbers.number(value, path);
  if (parameter === undefined) return typedNumber(money ? Math.round(value * 1e12) / 1_000_000 : value);
  return money ? `ROUND(${parameter} * 1000000, 6)` : parameter;
};

/** The square of a number. */
export const squareText = (numbers: Numbers, value: number, path: string): string => {
  const parameter = numbers.number(value, path);
  return parameter === undefined ? typedNumber(value ** 2) : `${parameter} * ${parameter}`;
};

/** A length of time as milliseconds. */
export const millisecondsText = (numbers: Numbers, milliseconds: number, path: string): string => {
  const span = numbers.span(milliseconds, path);
  return span === undefined ? String(milliseconds) : `${span.count} * ${String(span.unitMs)}`;
};

const UNITS: Readonly<Record<number, string>> = {
  1000: 'seconds',
  60_000: 'minutes',
  3_600_000: 'hours',
  86_400_000: 'days',
};

/** A length of time as a span literal. */
export const spanText = (numbers: Numbers, milliseconds: number, path: string): string => {
  const span = numbers.span(milliseconds, path);
  return span === undefined ? esqlSpan(milliseconds) : `${span.count} ${UNITS[span.unitMs] ?? 'milliseconds'}`;
};

const numbersTo = (last: number): string => esqlLongs(Array.from({ length: last }, (_, index) => index + 1));

/** The numbers from 1 to the instants of a window; what a parameter decides is cut out of the longest list. */
export const stepsText = (numbers: Numbers, timespanMs: number, every: number): string => {
  const span = numbers.span(timespanMs, 'correlation.timespan');
  if (span === undefined) return numbersTo(timespanMs / every);
  return `MV_SLICE(${numbersTo(span.maxMs / every)}, 0, ${span.count} * ${String(span.unitMs)} / ${String(every)} - 1)`;
};
