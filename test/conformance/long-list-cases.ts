// Lists longer than an engine takes in one chain of conditions: 150, and 1,500 where nobody should have to count.
import type { EventObject } from '../../src/evaluate/index.js';
import type { Predicate } from '../../src/rules/ir.js';
import { and, detection, is, match, not, or } from '../targets/sample-rules.js';
import { call, given } from './case-events.js';
import type { Case } from './compare.js';

/** Names end in it: longer than the text of a Sentinel rule may be. */
export const TOO_LONG_FOR_SENTINEL = '1500 alternatives';

const nameOf = (index: number): string => `k${String(index).padStart(4, '0')}`;
const list = (length: number, test: (name: string) => Predicate): readonly Predicate[] =>
  Array.from({ length }, (_, index) => test(nameOf(index)));

const equals = (name: string): Predicate => is('tool_call.tool_name', name, true);
const contains = (name: string): Predicate =>
  match('tool_call.tool_name', {
    op: 'pattern',
    cased: false,
    parts: [{ kind: 'any' }, { kind: 'text', text: name }, { kind: 'any' }],
  });
const starts = (name: string): Predicate =>
  match('tool_call.tool_name', {
    op: 'pattern',
    cased: true,
    parts: [{ kind: 'text', text: name }, { kind: 'any' }],
  });

/** Calls of the first and last name of a list, inside longer names and in capitals, of the name after it, and of none. */
const calls = (length: number): readonly EventObject[] =>
  [
    nameOf(0),
    nameOf(length - 1),
    `x-${nameOf(length - 1).toUpperCase()}-y`,
    `${nameOf(length - 1)}-y`,
    nameOf(length),
    `x-${nameOf(length)}`,
  ]
    .map((name, index) => call(index * 1000, { tool_call: { tool_name: name } }))
    .concat(call(10_000));

const completed = is('event_type', 'tool_call.completed');
const ofLength = (length: number): readonly Case[] => {
  const cases: Readonly<Record<string, Predicate>> = {
    equals: or(...list(length, equals)),
    contains: or(...list(length, contains)),
    starts: or(...list(length, starts)),
    'not equals': and(completed, ...list(length, (name) => not(equals(name)))),
    'not contains': and(completed, not(or(...list(length, contains)))),
    'either contains or does not equal': or(
      ...list(length / 2, contains),
      not(and(...list(length / 2, (name) => not(starts(name))))),
    ),
  };
  return Object.entries(cases).map(([name, predicate]) =>
    given(`${name}: ${String(length)} alternatives`, detection('list', predicate), calls(length)),
  );
};

export const LONG_LIST_CASES: readonly Case[] = [...ofLength(150), ...ofLength(1500)];
