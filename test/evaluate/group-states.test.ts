import { expect, test } from 'vitest';
import { Group } from '../../src/evaluate/entry.js';
import { GroupStates, type GroupState } from '../../src/evaluate/group-states.js';

interface State extends GroupState {
  readonly until: number;
}

const state = (group: Group, until: number): State => ({ group, gone: false, until });
const states = (): GroupStates<State> => new GroupStates<State>(0, ({ until }, time) => until < time);

test('finds a state by another object of the same group', () => {
  const all = states();
  const one = state(new Group('a', ['a']), 5);
  all.add(one, 0);
  expect(all.get(one.group)).toBe(one);
  expect(all.get(new Group('a', ['a']))).toBe(one);
  expect(all.get(new Group('b', ['b']))).toBeUndefined();
});

test('a state that was forgotten is not found, by whichever object of its group', () => {
  const all = states();
  const one = state(new Group('a', ['a']), 5);
  const same = new Group('a', ['a']);
  all.add(one, 0);
  expect(all.get(same)).toBe(one);
  all.advance(6);
  expect(all.get(one.group)).toBeUndefined();
  expect(all.get(same)).toBeUndefined();
  const next = state(same, 20);
  all.add(next, 7);
  expect(all.get(one.group)).toBe(next);
});

test('machines do not see the states of each other', () => {
  const [first, second] = [states(), new GroupStates<State>(1, () => false)];
  const group = new Group('a', ['a']);
  first.add(state(group, 5), 0);
  expect(second.get(group)).toBeUndefined();
});

test('past groups never outnumber the others for long', () => {
  let kept = 0;
  const all = new GroupStates<State>(0, ({ until }, time) => {
    if (until >= time) return false;
    kept -= 1;
    return true;
  });
  for (let time = 0; time < 10_000; time += 1) {
    all.add(state(new Group(String(time), []), time + 50), time);
    kept += 1;
    expect(kept).toBeLessThan(200);
  }
});
