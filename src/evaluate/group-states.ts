/**
 * The groups of one machine.
 * @module
 */
import type { Group } from './entry.js';

/** What a machine keeps of a group. */
export interface GroupState {
  readonly group: Group;
  /** True once it was forgotten. */
  gone: boolean;
}

/** So many groups are looked at for each new one: those that are past never outnumber the others for long. */
const LOOKS = 2;

/** States by group. Those that are past are forgotten while new ones come, and whenever time advances. */
export class GroupStates<S extends GroupState> {
  readonly #states = new Map<string, S>();
  readonly #machine: number;
  readonly #lapsed: (state: S, time: number) => boolean;
  /** Goes round and round. */
  #hand = this.#states.values();

  /**
   * @param machine its number among those that share groups
   * @param lapsed everything before `time` was fed: evaluates what that settles; true when the state can be forgotten
   */
  constructor(machine: number, lapsed: (state: S, time: number) => boolean) {
    this.#machine = machine;
    this.#lapsed = lapsed;
  }

  get(group: Group): S | undefined {
    const near = group.states[this.#machine] as S | undefined;
    if (near !== undefined && !near.gone) return near;
    // Another object may stand for the same group.
    const state = this.#states.get(group.key);
    group.states[this.#machine] = state;
    return state;
  }

  /** Adds the state of a new group; everything before `time` was fed. */
  add(state: S, time: number): void {
    for (let look = 0; look < LOOKS; look += 1) {
      const { value } = this.#hand.next() as { readonly value: S | undefined };
      if (value === undefined) {
        this.#hand = this.#states.values();
        break;
      }
      if (this.#lapsed(value, time)) this.#forget(value);
    }
    this.#states.set(state.group.key, state);
    state.group.states[this.#machine] = state;
  }

  /** Everything before `time` was fed. */
  advance(time: number): void {
    for (const state of this.#states.values()) if (this.#lapsed(state, time)) this.#forget(state);
  }

  #forget(state: S): void {
    state.gone = true;
    state.group.states[this.#machine] = undefined;
    this.#states.delete(state.group.key);
  }
}
