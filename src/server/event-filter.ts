/**
 * Which events a query or stream wants.
 * @module
 */
import { AgentSiemError, type GovernanceEvent, lowerAscii } from '../event/index.js';

/** Conditions as text, as they stand on a command line or in a URL. */
export interface FilterText {
  /** Duration before now, such as `24h`, or an ISO 8601 time. Events at that time are in. */
  readonly since?: string | undefined;
  /** As since; events at that time are out. */
  readonly until?: string | undefined;
  /** governance.result, the last part of event_type, or tool_call.response_status. */
  readonly status?: string | undefined;
  /** Event type, or its first part for all of the kind. */
  readonly type?: string | undefined;
  /** Agent id or name. */
  readonly agent?: string | undefined;
  /** User id, e-mail, subject or employee number. */
  readonly user?: string | undefined;
}

/** Names of the conditions. */
export const FILTER_NAMES = ['since', 'until', 'status', 'type', 'agent', 'user'] as const;

/** True for the events that are wanted. */
export type EventFilter = (event: GovernanceEvent) => boolean;

const UNIT_MS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);
const DURATION = /^(\d{1,6})([smhdw])$/;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** A time without zone is UTC: a query means the same on every machine. */
const timeOf = (text: string, name: string, now: number): number => {
  const duration = DURATION.exec(text);
  if (duration !== null) return now - Number(duration[1]) * (UNIT_MS.get(duration[2] ?? '') ?? 0);
  const zoned = /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text) && /[Tt ]/.test(text);
  const time = ISO.test(text) ? Date.parse(zoned || !/[Tt ]/.test(text) ? text : `${text}Z`) : NaN;
  if (Number.isNaN(time)) {
    throw new AgentSiemError('not a time', {
      code: 'query.bad-time',
      field: name,
      mend: 'Write a duration such as 24h, 30m or 7d, or a time such as 2026-04-07T14:00:00Z.',
    });
  }
  return time;
};

/** Values separated by commas, lower-cased; undefined when none is given. */
const wanted = (text: string | undefined): ReadonlySet<string> | undefined => {
  const values = text?.split(',').flatMap((value) => (value.trim() === '' ? [] : [lowerAscii(value.trim())]));
  return values === undefined || values.length === 0 ? undefined : new Set(values);
};

const holdsAny = (set: ReadonlySet<string>, values: readonly (string | undefined)[]): boolean =>
  values.some((value) => value !== undefined && set.has(lowerAscii(value)));

/**
 * Reads the conditions. All of them must hold; several values of one, separated by commas, are alternatives. Letters
 * compare without regard to case.
 * @param now Unix milliseconds that durations count back from.
 * @throws AgentSiemError `query.bad-time`
 */
export const createEventFilter = (text: FilterText, now: number = Date.now()): EventFilter => {
  const conditions: EventFilter[] = [];
  const { since, until } = text;
  if (since !== undefined) {
    const from = new Date(timeOf(since, 'since', now)).toISOString();
    // Canonical timestamps are all in one form: they compare as text.
    conditions.push(({ timestamp }) => timestamp >= from);
  }
  if (until !== undefined) {
    const before = new Date(timeOf(until, 'until', now)).toISOString();
    conditions.push(({ timestamp }) => timestamp < before);
  }
  const status = wanted(text.status);
  if (status !== undefined) {
    conditions.push(({ event_type, governance, tool_call }) =>
      holdsAny(status, [governance?.result, event_type.split('.').at(-1), tool_call?.response_status]),
    );
  }
  const type = wanted(text.type);
  if (type !== undefined) {
    conditions.push(({ event_type }) => type.has(event_type) || type.has(event_type.split('.')[0] ?? ''));
  }
  const agent = wanted(text.agent);
  if (agent !== undefined) {
    conditions.push((event) => holdsAny(agent, [event.agent?.agent_id, event.agent?.agent_name]));
  }
  const user = wanted(text.user);
  if (user !== undefined) {
    conditions.push(({ identity }) =>
      holdsAny(user, [identity?.user_id, identity?.email, identity?.idp_subject, identity?.employee_id]),
    );
  }
  return (event) => conditions.every((holds) => holds(event));
};
