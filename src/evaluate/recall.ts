/**
 * Reads again the few events that alerts name: what an alert carries of an event need not be kept of all of them.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { Rule } from '../rules/ir.js';
import { detailReaders, type Details } from './details.js';
import type { Entry } from './entry.js';
import { eventId, idCheck } from './event-identity.js';
import type { EventObject } from './field-value.js';
import { whileReading } from './reading-turn.js';
import type { DetailsOf, Occurrence } from './outcome.js';

/** Events that can be read more than once. */
export interface EventSource extends Iterable<EventObject | undefined> {
  /** The file, as errors name it. */
  readonly file?: string;
  /** The events of some lines (from 1, in this order), so that the others need not be parsed; else all are read again. */
  lines?(numbers: ReadonlySet<number>): Iterable<readonly [number, EventObject | undefined]>;
}

/** Something true, with the events that counted. */
export interface Found {
  readonly rule: Rule;
  readonly occurrence: Occurrence;
}

/** Keeps an occurrence beyond the moment it is told. */
export const keep = (rule: Rule, occurrence: Occurrence): Found => {
  const entries = [...occurrence.entries()];
  return { rule, occurrence: { ...occurrence, entries: () => entries } };
};

function* numbered(
  events: Iterable<EventObject | undefined>,
  numbers: ReadonlySet<number>,
): Iterable<readonly [number, EventObject | undefined]> {
  let left = numbers.size;
  let line = 0;
  for (const event of events) {
    line += 1;
    if (!numbers.has(line)) continue;
    yield [line, event];
    left -= 1;
    if (left === 0) return;
  }
}

/** What was read again. */
export interface Recalled {
  readonly details: DetailsOf;
  /** The occurrence, with the ids of its events. */
  readonly complete: (occurrence: Occurrence) => Occurrence;
}

interface Wanted {
  /** Hash of the event's id. */
  readonly check: number;
  readonly rules: Set<Rule>;
}

/** The lines to read: what alerts carry of their events, and ids where only a line was kept. */
const wantedLines = (found: readonly Found[]): ReadonlyMap<number, Wanted> => {
  const wanted = new Map<number, Wanted>();
  for (const { rule, occurrence } of found)
    for (const { line, id, check } of occurrence.entries()) {
      if (line === 0 || (id !== '' && rule.meta.details.length === 0)) continue;
      const known = wanted.get(line);
      if (known === undefined) wanted.set(line, { check: id === '' ? check : idCheck(id), rules: new Set([rule]) });
      else known.rules.add(rule);
    }
  return wanted;
};

/**
 * Reads what the alerts of these rules carry.
 * @throws AgentSiemError when the events are not the same any more
 */
export const recall = (rules: readonly Rule[], found: readonly Found[], events: EventSource): Recalled => {
  const wanted = wantedLines(found);
  const readerOf = detailReaders(rules);
  const ids = new Map<number, string>();
  const details = new Map<number, ReadonlyMap<Rule, Details | undefined>>();
  if (wanted.size > 0) {
    const numbers = new Set([...wanted.keys()].sort((a, b) => a - b));
    for (const [line, event] of events.lines?.(numbers) ?? numbered(events, numbers)) {
      const want = wanted.get(line);
      if (event === undefined || want === undefined) break;
      const id = eventId(event, line);
      if (idCheck(id) !== want.check) break;
      ids.set(line, id);
      whileReading(() => details.set(line, new Map([...want.rules].map((rule) => [rule, readerOf(rule)(event)]))));
    }
    if (ids.size < wanted.size)
      throw new AgentSiemError('the events are not the same when they are read again', {
        code: 'events.changed',
        ...(events.file === undefined ? {} : { file: events.file }),
        mend: 'Evaluate a copy that nothing writes to',
      });
  }
  const completed = new Map<Entry, Entry>();
  const complete = (entry: Entry): Entry => {
    if (entry.id !== '') return entry;
    const known = completed.get(entry) ?? entry.withId(ids.get(entry.line) ?? '');
    completed.set(entry, known);
    return known;
  };
  return {
    details: (entry, rule) => details.get(entry.line)?.get(rule),
    complete: (occurrence) => {
      const entries = occurrence.entries().map(complete);
      return { ...occurrence, entries: () => entries };
    },
  };
};
