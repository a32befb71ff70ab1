/**
 * Exceptions that are over and still hide what they hid.
 * @module
 */
import { isDay } from './calendar-day.js';
import type { AppliedFilter, Rule } from './ir.js';

/** An exception that is over, with the printed ids of the rules it still holds for, in their order. */
export interface ExpiredException {
  readonly filter: AppliedFilter;
  readonly ruleIds: readonly string[];
}

/** Exceptions of a rule and of everything it counts. */
const exceptionsIn = (rule: Rule): readonly AppliedFilter[] => [
  ...rule.filters,
  ...(rule.kind === 'detection' ? [] : rule.correlation.sources.flatMap((source) => exceptionsIn(source.rule))),
];

/** Whether a day (`YYYY-MM-DD`) is before `today`: an exception holds to the end of its last day, UTC. */
export const isOver = (expires: string, today: string): boolean => expires < today;

/** Today as `YYYY-MM-DD`, UTC. */
export const utcDay = (time = Date.now()): string => new Date(time).toISOString().slice(0, 10);

/** Exceptions of the rules that ended before `today`, each once: expiry warns, it takes nothing out of a rule. */
export const expiredExceptions = (rules: readonly Rule[], today = utcDay()): readonly ExpiredException[] => {
  const found = new Map<string, { readonly filter: AppliedFilter; readonly ruleIds: Set<string> }>();
  for (const rule of rules) {
    for (const filter of exceptionsIn(rule)) {
      if (filter.expires === undefined || !isDay(filter.expires) || !isOver(filter.expires, today)) continue;
      const { file, line } = filter.at;
      const key = JSON.stringify([file, line]);
      const expired = found.get(key) ?? { filter, ruleIds: new Set() };
      expired.ruleIds.add(rule.meta.ruleId);
      found.set(key, expired);
    }
  }
  return [...found.values()].map(({ filter, ruleIds }) => ({ filter, ruleIds: [...ruleIds] }));
};
