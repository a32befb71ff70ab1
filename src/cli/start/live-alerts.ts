/**
 * Alerts as events arrive, through restarts.
 * @module
 */
import { createStream, type Alert, type Lookups } from '../../evaluate/index.js';
import type { Rule } from '../../rules/index.js';
import type { Trail, TrailEntry } from '../../trail/index.js';

const TICK_MS = 1000;
const CURSOR = 'alerts';
/** The longest window and history a rule of the pack looks back over. */
const HISTORY_MS = 14 * 86_400_000;

/** A running evaluation of the trail. */
export interface LiveAlerts {
  /** Evaluates what is stored and stops. */
  close(): Promise<void>;
}

/** How to watch. */
export interface LiveAlertsOptions {
  readonly trail: Trail;
  readonly rules: readonly Rule[];
  readonly lookups: Lookups;
  /** Keys of alerts that were told already, by the example session. */
  readonly told: ReadonlySet<string>;
  readonly onAlert: (alert: Alert) => void;
  /** Told when the stream had to leave events out of correlations, or could not be saved. */
  readonly onProblem: (message: string) => void;
}

/** The first sequence that is not older than `since`, up to `end`: timestamps follow the sequence closely enough. */
const firstSince = async (trail: Trail, since: number, end: number): Promise<number> => {
  let low = 1;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await trail.read({ fromSequence: middle }).next();
    const old = found.done !== true && Date.parse(found.value.event.timestamp) < since;
    if (old) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Follows the trail with the streaming evaluator. At the start the last 14 days are read as history without alerts, up
 * to the place the previous run had reached: what arrived after it still alerts. An alert can repeat after a restart;
 * its alert_key is the same.
 */
export const watchTrail = (options: LiveAlertsOptions): LiveAlerts => {
  const { trail, rules, lookups, told, onProblem } = options;
  const stream = createStream(rules, { lookups });
  const cursor = trail.cursor(CURSOR);
  const evaluatedTo = Math.min(cursor.sequence, trail.sequence);
  const stop = new AbortController();
  let live = false;
  let processed = evaluatedTo;
  let leftOut = 0;

  const raise = (alerts: readonly Alert[]): void => {
    for (const alert of alerts) if (!told.has(alert.alert_key)) options.onAlert(alert);
  };

  // What stands in the trail already arrived at a time that nothing recorded; the rest arrives now.
  const { sequence: before } = trail;
  const push = ({ event, sequence }: TrailEntry): readonly Alert[] =>
    stream.push(event as unknown as Readonly<Record<string, unknown>>, sequence > before ? Date.now() : null);

  const readHistory = async (): Promise<void> => {
    if (evaluatedTo === 0) return;
    const from = await firstSince(trail, Date.now() - HISTORY_MS, evaluatedTo);
    let reached = 0;
    for await (const entry of trail.read({ fromSequence: from, signal: stop.signal })) {
      if (entry.sequence > evaluatedTo) break;
      push(entry);
      reached = Date.parse(entry.event.timestamp);
    }
    // The previous run has said what there was to say up to here.
    stream.advance(reached);
  };

  const tick = (): void => {
    if (!live) return;
    raise(stream.advance(Date.now()));
    const { overflow, late } = stream.stats();
    const now = overflow.entries + overflow.waiting + late;
    if (now > leftOut) {
      onProblem(`${now} events came too late, or were too many, for correlations to count; they are in the trail`);
    }
    leftOut = now;
    if (processed > cursor.sequence) cursor.save(processed);
  };

  const follow = async (): Promise<void> => {
    await readHistory();
    live = true;
    for await (const entry of trail.read({ fromSequence: evaluatedTo + 1, follow: true, signal: stop.signal })) {
      raise(push(entry));
      processed = entry.sequence;
    }
  };

  const report = (error: unknown): void => {
    if (!stop.signal.aborted) onProblem(error instanceof Error ? error.message : String(error));
  };
  const running = follow().catch(report);
  const timer = setInterval(() => {
    try {
      tick();
    } catch (error) {
      report(error);
    }
  }, TICK_MS);

  return {
    close: async () => {
      clearInterval(timer);
      await trail.flush();
      stop.abort();
      await running;
      tick();
    },
  };
};
