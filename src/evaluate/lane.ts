/**
 * Rules that wait equally long for late events: sorts what comes out of order, feeds it when its time is settled.
 * @module
 */
import type { Item } from './correlation-node.js';
import type { StatefulRule } from './engine.js';

/** One delay and the rules that share it. */
export interface Lane {
  /** False when the item is later than the delay allows. */
  put(item: Item): boolean;
  /** Feeds and evaluates everything before `now - delay`. Returns how many waiting items that took. */
  advance(now: number): number;
}

const SLOT_MS = 60_000;
/** Instants are whole minutes at the closest, event-anchored rules settle this often. */
const STEP_MS = 1000;

/** Creates a lane. */
export const createLane = (delayMs: number, rules: readonly StatefulRule[]): Lane => {
  const slots = new Map<number, Item[]>();
  let settled = -Infinity;

  const due = (time: number): readonly Item[] => {
    const items: Item[] = [];
    for (const [slot, waiting] of slots) {
      if (slot * SLOT_MS >= time) continue;
      if ((slot + 1) * SLOT_MS <= time) {
        slots.delete(slot);
        for (const item of waiting) items.push(item);
        continue;
      }
      const later: Item[] = [];
      for (const item of waiting) (item.entry.time < time ? items : later).push(item);
      slots.set(slot, later);
    }
    return items.sort((a, b) => a.entry.time - b.entry.time);
  };

  return {
    put: (item) => {
      if (item.entry.time < settled) return false;
      const slot = Math.floor(item.entry.time / SLOT_MS);
      const waiting = slots.get(slot);
      if (waiting === undefined) slots.set(slot, [item]);
      else waiting.push(item);
      return true;
    },
    advance: (now) => {
      // Infinity closes the lane, whatever its delay.
      const time = now === Infinity ? Infinity : Math.floor((now - delayMs) / STEP_MS) * STEP_MS;
      if (!(time > settled)) return 0;
      const items = due(time);
      for (const item of items) item.node.feed(item);
      for (const { node, throttle } of rules) {
        node.advance(time);
        throttle.forget(time);
      }
      settled = time;
      return items.length;
    },
  };
};
