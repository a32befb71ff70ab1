/**
 * One attempt at a batch: who was accepted, who is to blame, who waits.
 * @module
 */
import type { TrailEntry } from '../trail/index.js';
import type { SendResult, Sink } from './sink.js';

/** A record the receiver will never take. */
export interface Rejected {
  readonly entry: TrailEntry;
  readonly reason: string;
}

/** Outcome of an attempt; every entry of the batch is accepted, in `rejected` or in `waiting`. */
export interface Settled {
  readonly accepted: number;
  readonly rejected: readonly Rejected[];
  /** To be sent again, in order. */
  readonly waiting: readonly TrailEntry[];
  /** The receiver is not there or wants to be left alone; without it, what waits was refused. */
  readonly away: boolean;
  /** Why something waits. */
  readonly reason: string | undefined;
  readonly afterMs: number | undefined;
}

/** Single records tried before a refusal is taken to mean the receiver and not a record. */
const MAX_PROBES = 8;

const evenly = (entries: readonly TrailEntry[], count: number): ReadonlySet<TrailEntry> =>
  new Set(
    Array.from(
      { length: Math.min(count, entries.length) },
      (_, index) => entries[Math.floor((index * (entries.length - 1)) / Math.max(1, count - 1))] as TrailEntry,
    ),
  );

/**
 * Sends a batch. Where the receiver refuses some of it without saying which, halves are sent again until the record
 * is found; accepted neighbours may arrive twice, under the same event_id. A refusal of the whole request is blamed on
 * a record only when it is refused once more between two acceptances: a receiver that refuses everything, for good or
 * for a while, is tried again, and nothing is given up.
 */
export const settleBatch = async (sink: Sink, batch: readonly TrailEntry[]): Promise<Settled> => {
  const accepted = new Set<TrailEntry>();
  const rejected = new Map<TrailEntry, string>();
  const suspects = new Map<TrailEntry, string>();
  const probed = new Set<TrailEntry>();
  let lastPassed = false;
  let away = false;
  let reason: string | undefined;
  let afterMs: number | undefined;

  const send = async (entries: readonly TrailEntry[]): Promise<SendResult> => note(entries, await sink.send(entries));

  const note = (entries: readonly TrailEntry[], result: SendResult): SendResult => {
    lastPassed = result.status === 'accepted';
    if (lastPassed) for (const entry of entries) accepted.add(entry);
    away ||= result.status === 'retry';
    if (result.status === 'retry') ({ reason, afterMs } = { afterMs: undefined, ...result });
    if (result.status === 'partial' && result.rejected >= entries.length) {
      for (const entry of entries) rejected.set(entry, result.reason);
    }
    return result;
  };

  const settle = async (entries: readonly TrailEntry[], sent?: SendResult): Promise<void> => {
    const [only] = entries;
    if (only === undefined || reason !== undefined) return;
    const result = sent === undefined ? await send(entries) : note(entries, sent);
    if (result.status === 'accepted' || result.status === 'retry' || rejected.has(only)) return;
    if (result.status === 'refused') {
      if (entries.length === 1) {
        suspects.set(only, result.reason);
        return;
      }
      if (accepted.size === 0 && !(await someonePasses(entries))) {
        reason ??= result.reason;
        return;
      }
    }
    const left = entries.filter((entry) => !probed.has(entry));
    const cut = Math.ceil(left.length / 2);
    await settle(left.slice(0, cut));
    await settle(left.slice(cut));
  };

  const someonePasses = async (entries: readonly TrailEntry[]): Promise<boolean> => {
    for (const probe of evenly(entries, MAX_PROBES)) {
      if (reason !== undefined) break;
      probed.add(probe);
      await settle([probe]);
      if (accepted.size > 0) return true;
    }
    return false;
  };

  /** Refuses the ones that are refused again, with something accepted before and after. */
  const convict = async (some: ReadonlyMap<TrailEntry, string>, witness: TrailEntry): Promise<void> => {
    const passes = async (): Promise<boolean> => (await send([witness])).status === 'accepted';
    if (!lastPassed && !(await passes())) return;
    const again = new Map<TrailEntry, string>();
    for (const [entry, why] of some) {
      if ((await send([entry])).status === 'refused') again.set(entry, why);
      if (reason !== undefined) return;
    }
    if (again.size > 0 && (await passes())) for (const [entry, why] of again) rejected.set(entry, why);
  };

  const whole = await sink.send(batch);
  if (whole.status === 'accepted') {
    return { accepted: batch.length, rejected: [], waiting: [], away: false, reason: undefined, afterMs: undefined };
  }
  await settle(batch, whole);
  const [witness] = accepted;
  const pending = [...suspects];
  while (witness !== undefined && reason === undefined && pending.length > 0) {
    await convict(new Map(pending.splice(0, MAX_PROBES)), witness);
  }
  const waiting = batch.filter((entry) => !accepted.has(entry) && !rejected.has(entry));
  const [first] = waiting;
  return {
    accepted: accepted.size,
    rejected: batch.flatMap((entry) => {
      const why = rejected.get(entry);
      return why === undefined ? [] : [{ entry, reason: why }];
    }),
    waiting,
    away,
    reason: reason ?? (first === undefined ? undefined : (suspects.get(first) ?? 'refused')),
    afterMs,
  };
};
