/**
 * Alerts on the terminal: one entry per rule and group, with why it fired.
 * @module
 */
import type { Alert } from '../../evaluate/alert.js';
import { terminalText } from '../terminal-text.js';
import type { TerminalStyle } from './terminal-style.js';

const WIDTH = 112;
const HASH_CHARACTERS = 19;
/** Told by the lines above, or too long for a terminal. */
const LEFT_OUT = new Set(['first_seen', 'last_seen', 'events', 'runbook']);

/** What explains an alert best stands first; the line may be cut at its end. */
const FIRST = ['user_id', 'agent_id', 'secret_type', 'matched_rule', 'tool_name', 'location'];

const rank = (name: string): number => {
  const place = FIRST.indexOf(name.split('.').at(-1) ?? name);
  return place === -1 ? FIRST.length : place;
};

/** Alerts of one rule and group, folded: the terminal shows them once. */
interface FoldedAlert {
  readonly first: Alert;
  readonly alerts: readonly Alert[];
}

const foldKey = (alert: Alert): string => JSON.stringify([alert.rule_id, alert.group]);

/** Folds alerts per rule and group, in order of first appearance. */
export const foldAlerts = (alerts: readonly Alert[]): readonly FoldedAlert[] => {
  const folded = new Map<string, FoldedAlert>();
  for (const alert of alerts) {
    const before = folded.get(foldKey(alert));
    folded.set(foldKey(alert), { first: before?.first ?? alert, alerts: [...(before?.alerts ?? []), alert] });
  }
  return [...folded.values()];
};

const shorten = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'string' || value === '') return [];
  return [/^(?:hmac-)?sha256:/.test(value) ? shorten(value, HASH_CHARACTERS) : value];
};

/** `name value, value` for each field of the records, values that were shown before left out. */
const pairs = (records: readonly Readonly<Record<string, unknown>>[], shown: Set<string>): string[] => {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return names
    .sort((left, right) => rank(left) - rank(right))
    .flatMap((name) => {
      const values = [...new Set(records.flatMap((record) => texts(record[name])))].filter(
        (value) => !shown.has(value),
      );
      const short = name.split('.').at(-1) ?? name;
      if (values.length === 0 || LEFT_OUT.has(short)) return [];
      for (const value of values) shown.add(value);
      return [`${short} ${values.join(', ')}`];
    });
};

const clock = (time: string): string => time.slice(11, 19);

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const whenOf = ({ window, time }: Alert): string => {
  if (window !== null) return `window ${clock(window.start)} to ${clock(window.end)} UTC`;
  return time === null ? '' : `at ${clock(time)} UTC`;
};

/** Three lines per folded alert: what and how bad, for whom, and why. */
export const alertLines = (alerts: readonly Alert[], style: TerminalStyle): string[] =>
  foldAlerts(alerts).flatMap(({ first, alerts: all }) => {
    const events = [...new Set(all.flatMap((alert) => alert.event_ids))];
    const shown = new Set<string>();
    const why = pairs([...all.map((alert) => alert.details), first.group], shown);
    const label = style.severity(first.severity)(`${first.priority ?? '--'} ${first.severity}`.padEnd(12));
    const seen = [`${count(events.length, 'event')} from ${events[0] ?? ''}`, whenOf(first)].join(', ');
    return [
      `  ${label}${style.bold(terminalText(first.title))}`,
      `     ${style.dim(terminalText(`${first.rule_id}: ${seen}`))}`,
      `     ${shorten(terminalText(why.join(' · ')), WIDTH)}`,
    ];
  });
