/**
 * Alerts on the terminal: one entry per rule and group, with why it fired.
 * @module
 */
import type { Alert } from '../../evaluate/alert.js';
import { terminalText } from '../terminal-text.js';
import type { TerminalStyle } from './terminal-style.js';

const WIDTH = 100;
const MAX_DETAILS = 5;

/** Alerts of one rule and group, folded: the terminal shows them once. */
interface FoldedAlert {
  readonly first: Alert;
  readonly count: number;
  readonly events: number;
}

const foldKey = (alert: Alert): string => JSON.stringify([alert.rule_id, alert.group]);

/** Folds alerts per rule and group, in order of first appearance. */
export const foldAlerts = (alerts: readonly Alert[]): readonly FoldedAlert[] => {
  const folded = new Map<string, FoldedAlert>();
  for (const alert of alerts) {
    const before = folded.get(foldKey(alert));
    folded.set(foldKey(alert), {
      first: before?.first ?? alert,
      count: (before?.count ?? 0) + 1,
      events: (before?.events ?? 0) + alert.event_ids.length,
    });
  }
  return [...folded.values()];
};

const shorten = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

const scalar = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.length > 0) return value.map(String).join(', ');
  return undefined;
};

const pairs = (record: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(record).flatMap(([name, value]) => {
    const text = scalar(value);
    return text === undefined ? [] : [`${name.split('.').at(-1) ?? name} ${text}`];
  });

const clock = (time: string): string => time.slice(11, 19);

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Two lines per folded alert: what and how bad, then why. */
export const alertLines = (alerts: readonly Alert[], style: TerminalStyle): string[] =>
  foldAlerts(alerts).flatMap(({ first, count: times, events }) => {
    const label = `${first.priority ?? '  '} ${first.severity}`.padEnd(14);
    const window =
      first.window === null
        ? first.time === null
          ? ''
          : `at ${clock(first.time)}Z`
        : `window ${clock(first.window.start)} to ${clock(first.window.end)}Z`;
    const head = [count(events, 'event'), times > 1 ? count(times, 'alert') : '', window]
      .filter((part) => part !== '')
      .join(' · ');
    const named = new Set(Object.keys(first.group));
    const details = Object.fromEntries(Object.entries(first.details).filter(([name]) => !named.has(name)));
    const why = [...pairs(first.group), ...pairs(details).slice(0, MAX_DETAILS)].join(' · ');
    return [
      `  ${style.severity(first.severity)(label)}${terminalText(first.title)} ${style.dim(`(${head})`)}`,
      `     ${style.dim(shorten(terminalText(why), WIDTH))}`,
    ];
  });
