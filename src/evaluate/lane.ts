/**
 * Rules that wait equally long for late events: sorts what comes out of order, feeds it when its time is settled.
 * @module
 */
import { Item, type CorrelationNode } from './correlation-node.js';
import type { StatefulRule } from './engine.js';
import type { Entry, Group } from './entry.js';
import { WaitingItems } from './waiting-items.js';

/** One delay and the rules that share it. */
export interface Lane {
  /** False when the entry is later than the delay allows. */
  put(node: CorrelationNode, group: Group, entry: Entry): boolean;
  /** Feeds everything before `now - delay`. Returns how many waiting items that took. */
  feed(now: number): number;
  /** Feeds likewise, and evaluates every group up to there, also those without a new event. */
  advance(now: number): number;
}

/** Instants are whole minutes at the closest, event-anchored rules settle this often. */
const STEP_MS = 1000;

/** Evaluates the groups of all rules up to a time. */
const settle = (rules: readonly StatefulRule[], time: number): void => {
  for (const { node, throttle } of rules) {
    node.advance(time);
    throttle.forget(time);
  }
};

/** Creates a lane. */
export const createLane = (delayMs: number, rules: readonly StatefulRule[]): Lane => {
  const waiting = new WaitingItems();
  /** Everything before these times was fed, and every group evaluated. */
  let fed = -Infinity;
  let settled = -Infinity;

  // Infinity closes the lane, whatever its delay.
  const timeOf = (now: number): number =>
    now === Infinity ? Infinity : Math.floor((now - delayMs) / STEP_MS) * STEP_MS;

  const feed = (now: number): number => {
    const time = timeOf(now);
    let taken = 0;
    for (let item = waiting.takeBefore(time); item !== undefined; item = waiting.takeBefore(time)) {
      item.node.feed(item.entry, item.group);
      taken += 1;
    }
    fed = Math.max(fed, time);
    return taken;
  };

  return {
    put: (node, group, entry) => {
      if (entry.time < fed) return false;
      waiting.put(new Item(node, group, entry));
      return true;
    },
    feed,
    advance: (now) => {
      const taken = feed(now);
      const time = timeOf(now);
      if (!(time > settled)) return taken;
      settle(rules, time);
      settled = time;
      return taken;
    },
  };
};

/** A lane for events that come in order: nothing waits, each one moves the time. */
export const createOrderedLane = (rules: readonly StatefulRule[]): Lane => {
  let fed = -Infinity;
  return {
    put: (node, group, entry) => {
      if (entry.time < fed) return false;
      fed = entry.time;
      node.feed(entry, group);
      return true;
    },
    feed: () => 0,
    advance: (now) => {
      settle(rules, now);
      return 0;
    },
  };
};
