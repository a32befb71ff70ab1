/**
 * From firings to alerts: the one throttling function.
 * @module
 */
import type { Rule } from '../rules/ir.js';

/** Decides whether a firing of a group at T raises an alert. Called in time order for each group. */
export interface Throttle {
  admit(group: string, time: number): boolean;
  /** Forgets groups that can no longer hold an alert back. */
  forget(before: number): void;
}

/** How a rule holds alerts back. */
export type Suppression =
  /** No alert of the group within `ms` before. 0: every firing is an alert. */
  | { readonly by: 'distance'; readonly ms: number }
  /** Once for each group and UTC bucket of `ms`. */
  | { readonly by: 'bucket'; readonly ms: number };

/** The rule's own `suppress`, or the default of its kind. */
export const suppressionOf = (rule: Rule): Suppression => {
  if (rule.meta.suppressMs !== undefined) return { by: 'distance', ms: rule.meta.suppressMs };
  if (rule.kind === 'detection') return { by: 'distance', ms: 0 };
  const { correlation } = rule;
  if (correlation.type === 'lookup' && correlation.mode === 'outside') return { by: 'distance', ms: 0 };
  const running = correlation.type === 'ratio' || correlation.type === 'lookup';
  return { by: running ? 'bucket' : 'distance', ms: correlation.timespanMs };
};

/** A fresh throttle. */
export const createThrottle = ({ by, ms }: Suppression): Throttle => {
  if (ms <= 0) return { admit: () => true, forget: () => undefined };
  const last = new Map<string, number>();
  // T - 1 ms: an instant at the end of a bucket still speaks for that bucket.
  const place = (time: number): number => (by === 'bucket' ? Math.floor((time - 1) / ms) : time);
  return {
    admit: (group, time) => {
      const here = place(time);
      const before = last.get(group);
      // Only a late event of a stream looks back: it is held back by an alert that near, in either direction.
      if (before !== undefined && Math.abs(here - before) < (by === 'bucket' ? 1 : ms)) return false;
      last.set(group, Math.max(here, before ?? here));
      return true;
    },
    forget: (time) => {
      for (const [group, here] of last) if (place(time) - here > (by === 'bucket' ? 1 : ms)) last.delete(group);
    },
  };
};
