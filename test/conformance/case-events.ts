// Events and rules that the boundary cases are made of.
import type { EventObject } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { SAMPLE_RULES } from '../targets/sample-rules.js';
import type { Case } from './compare.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Time zero of the cases. */
export const START = Date.UTC(2026, 0, 1);

/** A sample rule by its name. */
export const sample = (name: string): Rule => {
  const rule = SAMPLE_RULES.find((one) => one.meta.ruleId === name);
  if (rule === undefined) throw new Error(`no sample rule ${name}`);
  return rule;
};

let next = 0;
/** An event at a time after START (milliseconds), with an id of its own. */
export const event = (at: number, type: string, groups: EventObject = {}): EventObject => {
  next += 1;
  return {
    event_id: `evt_${String(next).padStart(26, '0')}`,
    timestamp: new Date(START + at).toISOString(),
    schema_version: '1.3.0',
    event_type: type,
    ...groups,
  };
};

/** A completed call of the agent a1. */
export const call = (at: number, groups: EventObject = {}): EventObject =>
  event(at, 'tool_call.completed', { agent: { agent_id: 'a1' }, ...groups });

/** A case without lookups. */
export const given = (name: string, rule: Rule, events: readonly EventObject[]): Case => ({
  name,
  rule,
  events,
  lookups: {},
});
