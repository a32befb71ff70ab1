/**
 * What a receiver has seen, and what is wrong with it.
 * @module
 */
import type { GovernanceEvent } from '../event/index.js';
import { createReasonCount, type ReasonCount } from '../ingest/index.js';

/** Signals of OTLP. */
export type Signal = 'logs' | 'traces' | 'metrics';

/** Counts since the start; every record is in exactly one of mapped, skipped and rejected. */
export interface Counters {
  readonly startedAt: number;
  readonly requests: Record<Signal | 'refused' | 'malformed' | 'busy', number>;
  /** Log records. */
  records: number;
  /** Events that are durable in the trail. */
  stored: number;
  /** Events that could not be stored; the sender was told to send them again. */
  storeFailures: number;
  readonly skipped: ReasonCount;
  readonly rejected: ReasonCount;
  readonly identity: {
    /** Events without user id, e-mail, subject or employee number. */
    missing: number;
    /** Events of service accounts. */
    service: number;
  };
  /** Lines about what lies beside the trail. */
  readonly aside?: () => readonly string[];
}

/** Counters at zero. */
export const createCounters = (now: number = Date.now(), aside?: () => readonly string[]): Counters => ({
  ...(aside === undefined ? {} : { aside }),
  startedAt: now,
  requests: { logs: 0, traces: 0, metrics: 0, refused: 0, malformed: 0, busy: 0 },
  records: 0,
  stored: 0,
  storeFailures: 0,
  skipped: createReasonCount(),
  rejected: createReasonCount(),
  identity: { missing: 0, service: 0 },
});

/** Counts one stored event. */
export const countStored = (counters: Counters, { identity }: GovernanceEvent): void => {
  counters.stored += 1;
  if (identity?.kind === 'service') counters.identity.service += 1;
  const person = identity?.user_id ?? identity?.email ?? identity?.idp_subject ?? identity?.employee_id;
  if (person === undefined) counters.identity.missing += 1;
};

const counted = (count: number, noun: string, verb: readonly [one: string, more: string]): string =>
  count === 1 ? `1 ${noun} ${verb[0]}` : `${String(count)} ${noun}s ${verb[1]}`;

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)}%`;

/** What an operator should mend, a line each; empty when there is nothing. */
export const healthLines = (counters: Counters): readonly string[] => {
  const { stored, identity, rejected, storeFailures, skipped } = counters;
  const lines: string[] = [];
  if (identity.missing > 0) {
    lines.push(
      `${String(identity.missing)} of ${String(stored)} events (${percent(identity.missing, stored)}) name no human: an alert on them cannot say who.`,
    );
  }
  if (identity.service > 0) {
    lines.push(
      `${String(identity.service)} of ${String(stored)} events (${percent(identity.service, stored)}) are of service accounts.`,
    );
  }
  if (storeFailures > 0) {
    lines.push(`${counted(storeFailures, 'event', ['was', 'were'])} not stored; senders try again.`);
  }
  if (rejected.total > 0) {
    lines.push(`${counted(rejected.total, 'record', ['was', 'were'])} rejected, most of them: ${topReason(rejected)}.`);
  }
  const unknown = skipped
    .entries()
    .filter(([reason]) => reason.endsWith('unknown event') || reason.startsWith('not a record'))
    .reduce((sum, [, count]) => sum + count, 0);
  if (unknown > 0) lines.push(`${counted(unknown, 'record', ['was', 'were'])} of no known kind and left no event.`);
  lines.push(...(counters.aside?.() ?? []));
  return lines;
};

const topReason = (count: ReasonCount): string => count.entries()[0]?.[0] ?? '';

/** The counters as /healthz prints them. */
export const countersJson = (counters: Counters): object => ({
  uptime_s: Math.floor((Date.now() - counters.startedAt) / 1000),
  requests: counters.requests,
  records: counters.records,
  stored: counters.stored,
  store_failures: counters.storeFailures,
  skipped: { total: counters.skipped.total, by_reason: Object.fromEntries(counters.skipped.entries()) },
  rejected: { total: counters.rejected.total, by_reason: Object.fromEntries(counters.rejected.entries()) },
  identity: counters.identity,
  health: healthLines(counters),
});
