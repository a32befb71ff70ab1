/**
 * The query of a log monitor.
 * @module
 */
import { COMPARATORS } from '../comparators.js';
import { decimalText } from '../literal-text.js';
import type { Numbers } from '../parameters.js';
import type { RuleQuery } from './rule-query.js';

const MINUTE = 60_000;

const UNITS: Readonly<Record<number, string>> = { 60_000: 'm', 3_600_000: 'h', 86_400_000: 'd' };

/** A window as Datadog writes it. */
export const windowText = (ms: number): string => {
  const minutes = ms / MINUTE;
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

/** A string argument. */
export const argument = (text: string): string => `"${text.replace(/[\\"]/g, String.raw`\$&`)}"`;

/** `logs("...").index("*").rollup(...).by(...).last("...") > n`; undefined where no log monitor says it. */
export const logMonitorQuery = (
  query: RuleQuery,
  filter = query.filter,
  by = query.by,
  numbers?: Numbers,
): string | undefined => {
  const { rollup, threshold } = query;
  if (rollup === undefined) return undefined;
  const measure = rollup.measure === undefined ? '' : `, ${argument(rollup.measure)}`;
  const group = by.length === 0 ? '' : `.by(${argument(by.join(','))})`;
  const span = numbers?.span(query.windowMs, 'correlation.timespan');
  const window = span === undefined ? windowText(query.windowMs) : `${span.count}${UNITS[span.unitMs] ?? 'm'}`;
  const path = `correlation.condition.${threshold.comparator}`;
  const number = numbers?.number(threshold.value, path) ?? decimalText(threshold.value);
  return `logs(${argument(filter)}).index("*").rollup("${rollup.method}"${measure})${group}.last("${window}") ${COMPARATORS[threshold.comparator]} ${number}`;
};
