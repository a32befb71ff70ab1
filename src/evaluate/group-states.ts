/**
 * The groups of one machine.
 * @module
 */
import type { Group } from './entry.js';

/** What a machine keeps of a group. */
export interface GroupState {
  readonly group: Group;
}

/** So many groups are looked at for each new one: those that are past never outnumber the others for long. */
const LOOKS = 2;

/** States by group. Those that are past are forgotten while new ones come, and whenever time advances. */
export class GroupStates<S extends GroupState> {
  readonly #states = new Map<string, S>();
  readonly #lapsed: (state: S, time: number) => boolean;
  /** Goes round and round. */
  #hand = this.#states.values();

  /** @param lapsed everything before `time` was fed: evaluates what that settles; true when the state can be forgotten */
  constructor(lapsed: (state: S, time: number) => boolean) {
    this.#lapsed = lapsed;
  }

  get(group: Group): S | undefined {
    return this.#states.get(group.key);
  }

  /** Adds the state of a new group; everything before `time` was fed. */
  add(state: S, time: number): void {
    for (let look = 0; look < LOOKS; look += 1) {
      const { value } = this.#hand.next() as { readonly value: S | undefined };
      if (value === undefined) {
        this.#hand = this.#states.values();
        break;
      }
      if (this.#lapsed(value, time)) this.#states.delete(value.group.key);
    }
    this.#states.set(state.group.key, state);
  }

  /** Everything before `time` was fed. */
  advance(time: number): void {
    for (const [key, state] of this.#states) if (this.#lapsed(state, time)) this.#states.delete(key);
  }
}
