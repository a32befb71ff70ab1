/**
 * Counts by reason.
 * @module
 */

/** Counts of what was left out, by reason; the number of reasons is bounded. */
export interface ReasonCount {
  add(reason: string, count?: number): void;
  readonly total: number;
  /** Reason to count, most frequent first. */
  entries(): readonly (readonly [reason: string, count: number])[];
}

const OTHER = 'other reasons';

/** Makes a counter; reasons beyond `limit` share one entry, since names in them come from outside. */
export const createReasonCount = (limit = 200): ReasonCount => {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add: (reason, count = 1) => {
      total += count;
      const key = counts.has(reason) || counts.size < limit ? reason : OTHER;
      counts.set(key, (counts.get(key) ?? 0) + count);
    },
    get total() {
      return total;
    },
    entries: () => [...counts].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1)),
  };
};
