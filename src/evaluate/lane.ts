/**
 * Rules that wait equally long for late events: sorts what comes out of order, feeds it when its time is settled.
 * @module
 */
import type { Item } from './correlation-node.js';
import type { StatefulRule } from './engine.js';
import { WaitingItems } from './waiting-items.js';

/** One delay and the rules that share it. */
export interface Lane {
  /** False when the item is later than the delay allows. */
  put(item: Item): boolean;
  /** Feeds everything before `now - delay`. Returns how many waiting items that took. */
  feed(now: number): number;
  /** Feeds likewise, and evaluates every group up to there, also those without a new event. */
  advance(now: number): number;
}

/** Instants are whole minutes at the closest, event-anchored rules settle this often. */
const STEP_MS = 1000;

/** Creates a lane. */
export const createLane = (delayMs: number, rules: readonly StatefulRule[]): Lane => {
  const waiting = new WaitingItems();
  // Nothing waits where nothing may be late: each machine gets its items as they come.
  const waits = delayMs > 0;
  /** Everything before these times was fed, and every group evaluated. */
  let fed = -Infinity;
  let settled = -Infinity;

  // Infinity closes the lane, whatever its delay.
  const timeOf = (now: number): number =>
    now === Infinity ? Infinity : Math.floor((now - delayMs) / STEP_MS) * STEP_MS;

  const feed = (now: number): number => {
    if (!waits) return 0;
    const time = timeOf(now);
    let taken = 0;
    for (let item = waiting.takeBefore(time); item !== undefined; item = waiting.takeBefore(time)) {
      item.node.feed(item);
      taken += 1;
    }
    fed = Math.max(fed, time);
    return taken;
  };

  return {
    put: (item) => {
      const { time } = item.entry;
      if (time < fed) return false;
      if (waits) waiting.put(item);
      else {
        fed = time;
        item.node.feed(item);
      }
      return true;
    },
    feed,
    advance: (now) => {
      const taken = feed(now);
      const time = timeOf(now);
      if (!(time > settled)) return taken;
      for (const { node, throttle } of rules) {
        node.advance(time);
        throttle.forget(time);
      }
      settled = time;
      return taken;
    },
  };
};
