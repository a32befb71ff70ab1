/**
 * What an exception hides, as a line for people.
 * @module
 */
import type { ExceptionEffect } from '../../evaluate/index.js';
import { expiredExceptions, type Rule } from '../../rules/index.js';
import { counted } from '../counted.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id says nothing to a person. */
const label = ({ name, title }: Pick<ExceptionEffect, 'name' | 'title'>): string =>
  UUID.test(name) ? JSON.stringify(title) : name;

/** One effect; `today` is the day (`YYYY-MM-DD`, UTC) that its end is compared with: an exception holds on its last day. */
export const exceptionText = (effect: ExceptionEffect, verb: 'closed' | 'hides', today: string): string =>
  [
    `${effect.rule_id}: ${label(effect)} ${verb} ${String(effect.closed)} of ${counted(effect.matched, 'event')}`,
    effect.closed > 0 && effect.closed === effect.matched ? ', all of them' : '',
    effect.owner === undefined ? '' : `, owner ${effect.owner}`,
    effect.expires === undefined ? '' : `, ${effect.expires < today ? 'EXPIRED' : 'expires'} ${effect.expires}`,
    effect.reason === undefined ? '' : `: ${effect.reason}`,
  ].join('');

/** That an exception is over, one line a piece: `file:line: warning lint.expired: ...`. */
export const expiredLines = (rules: readonly Rule[]): readonly string[] =>
  expiredExceptions(rules).map(({ filter: { name, title, expires = '', at }, ruleIds }) => {
    const exception = label({ name, title });
    return `${at.file}:${String(at.line)}: warning lint.expired: the exception ${exception} of ${ruleIds.join(', ')} ended on ${expires} and still holds. Remove it, or review it and set a new date.`;
  });

/** Effects for people: those that hide something, then how many do not. */
export const exceptionLines = (
  effects: readonly ExceptionEffect[],
  verb: 'closed' | 'hides',
  today: string,
): readonly string[] => {
  const idle = effects.filter(({ closed }) => closed === 0).length;
  return [
    ...effects.filter(({ closed }) => closed > 0).map((effect) => exceptionText(effect, verb, today)),
    ...(idle === 0
      ? []
      : [`${counted(idle, 'exception')} ${verb === 'hides' && idle > 1 ? 'hide' : verb} none of these events`]),
  ];
};
