/**
 * One attempt at a batch: who was accepted, who is to blame, who waits.
 * @module
 */
import type { TrailEntry } from '../trail/index.js';
import type { Sink } from './sink.js';

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
 * is found; accepted neighbours arrive twice, under the same event_id. A refusal of the whole request is blamed on a
 * record only when other records pass: a receiver that refuses everything is tried again, and nothing is given up.
 */
export const settleBatch = async (sink: Sink, batch: readonly TrailEntry[]): Promise<Settled> => {
  const rejected: Rejected[] = [];
  const refused: Rejected[] = [];
  const waiting: TrailEntry[] = [];
  let accepted = 0;
  let reason: string | undefined;
  let afterMs: number | undefined;

  const settle = async (entries: readonly TrailEntry[]): Promise<void> => {
    const [only] = entries;
    if (only === undefined) return;
    if (reason !== undefined) {
      waiting.push(...entries);
      return;
    }
    const result = await sink.send(entries);
    switch (result.status) {
      case 'accepted':
        accepted += entries.length;
        return;
      case 'retry':
        ({ reason, afterMs } = { afterMs: undefined, ...result });
        waiting.push(...entries);
        return;
      case 'partial':
        if (result.rejected >= entries.length) {
          rejected.push(...entries.map((entry) => ({ entry, reason: result.reason })));
          return;
        }
        break;
      case 'refused':
        if (entries.length === 1) {
          refused.push({ entry: only, reason: result.reason });
          return;
        }
        if (accepted === 0 && !(await someonePasses(entries, result.reason))) return;
    }
    const middle = Math.ceil(entries.length / 2);
    const left = entries.filter((entry) => !probed.has(entry));
    const cut = left.length === entries.length ? middle : Math.ceil(left.length / 2);
    await settle(left.slice(0, cut));
    await settle(left.slice(cut));
  };

  const probed = new Set<TrailEntry>();
  const someonePasses = async (entries: readonly TrailEntry[], why: string): Promise<boolean> => {
    for (const probe of evenly(entries, MAX_PROBES)) {
      probed.add(probe);
      await settle([probe]);
      if (accepted > 0) return true;
      if (reason !== undefined) break;
    }
    // Nobody passes: it is not the records. All of them wait.
    refused.splice(0);
    waiting.splice(0);
    const gone = new Set(rejected.map(({ entry }) => entry));
    waiting.push(...entries.filter((entry) => !gone.has(entry)));
    reason ??= why;
    return false;
  };

  await settle(batch);
  if (accepted > 0) {
    rejected.push(...refused);
  } else if (refused.length > 0) {
    waiting.push(...refused.map(({ entry }) => entry));
    reason ??= refused[0]?.reason;
  }
  return { accepted, rejected, waiting: waiting.toSorted((a, b) => a.sequence - b.sequence), reason, afterMs };
};
