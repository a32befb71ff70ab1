// The SPL that the product emits, with events for it: rules, panels, random and foreign conditions.
import fc from 'fast-check';
import { valueAt } from '../../../src/dashboards/reference.js';
import { parseRules } from '../../../src/rules/index.js';
import type { Predicate, Rule } from '../../../src/rules/ir.js';
import { compileSplunk } from '../../../src/targets/splunk/index.js';
import { EVENTS } from '../../dashboards/panels/check-panels.js';
import { splunkPanels } from '../../dashboards/panels/splunk.js';
import { indexed, rangeOf, scopeRows, type JsonEvent } from '../../spl/rule-firings.js';
import { detection } from '../../targets/sample-rules.js';
import { FOREIGN_CASES } from '../foreign/cases.js';
import { randomForeignEvent, randomPredicate as foreignPredicate } from '../foreign/random.js';
import { HOSTILE, randomEvents } from '../random-events.js';
import { predicate as randomPredicate } from '../random-predicates.js';
import { packRules } from '../rule-cases.js';
import type { Emitted } from './opinion.js';

/** Events of one search: what is sent to pth_10 stays small. */
const EVENTS_EACH = 60;

/** Fields of events that a text reads, by their quoted names. */
const fieldsIn = (text: string): readonly string[] => [
  ...new Set(text.replaceAll(/"(?:[^"\\]|\\[\s\S])*"/g, '""').match(/(?<=')[^']+(?=')/g)),
];

/** The event with something in each field that it lacks; `flat` where a dot is part of a name. */
const filled = (event: JsonEvent, fields: readonly string[], value: (field: string) => unknown): JsonEvent => {
  const result: Record<string, unknown> = { ...event };
  for (const path of fields) {
    const [group = '', name] = path.replace(/\{\}$/, '').split('.');
    if (name === undefined) {
      result[group] ??= value(path);
      continue;
    }
    const before = (result[group] ?? {}) as Readonly<Record<string, unknown>>;
    if (before[name] === undefined) result[group] = { ...before, [name]: value(path) };
  }
  return result;
};

interface Given {
  readonly rule: Rule;
  readonly events: readonly JsonEvent[];
  readonly lookups: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  readonly foreign?: true;
}

const FOREIGN = { fields: {}, source: 'index=ai_governance', id: 'event_id' };

/** Lists of a thousand values: the parser alone takes seconds for them. */
const LONGEST = 8000;

/** The rule's search with seconds as its range, as `splFirings` compiles it: pth_10 has a clock of its own. */
const searchOf = ({ rule, events, lookups, foreign }: Given): Emitted | undefined => {
  const map = foreign === true ? { map: FOREIGN } : {};
  const probe = compileSplunk(rule, map);
  if (!probe.ok || events.length === 0) return undefined;
  const stored = events.map((event) => indexed(event));
  const late = rule.kind === 'correlation' && rule.correlation.type === 'late_count';
  const times = stored.map(({ time, indexTime }) => (late ? indexTime : time));
  const [from, to] = rangeOf(rule, times, probe.lookbackMs);
  const compiled = compileSplunk(rule, { ...map, range: { from: String(from), to: String(to) } });
  if (!compiled.ok || compiled.text.length > LONGEST) return undefined;
  const tables = Object.entries({ agent_scope: [], ...lookups });
  return {
    name: rule.meta.ruleId,
    text: compiled.text,
    events: stored,
    lookups: Object.fromEntries(tables.map(([name, rows]) => [name, scopeRows(rows)])),
  };
};

/** Commands that select: all that is asked where only the condition is in question. */
const SELECTING: readonly string[] = ['search', 'where', 'dedup'];

/** Each rule of the pack: what selects, on the events of its own tests; all of it, on the same events without gaps. */
export const ruleSearches = (): readonly Emitted[] => {
  const { rules, cases } = packRules();
  return rules.flatMap((rule): readonly Emitted[] => {
    const own = cases.filter((one) => one.rule === rule);
    const lookups = Object.assign({}, ...own.map((one) => one.lookups)) as Given['lookups'];
    const events = own.flatMap((one) => one.events).slice(0, EVENTS_EACH);
    const search = searchOf({ rule, events, lookups });
    if (search === undefined) throw new Error(`${rule.meta.ruleId} is not said`);
    const fields = fieldsIn(search.text);
    const whole = events.map((event) =>
      filled(event, fields, (field) =>
        field.endsWith('{}') ? ['given', 'more'] : field.endsWith('sequence') ? 1 : 'given',
      ),
    );
    return [{ ...search, only: SELECTING }, searchOf({ rule, events: whole, lookups }) ?? search];
  });
};

/** Each panel as it opens; with a filter set, what selects, on events that have what it filters by. */
export const panelSearches = (): readonly Emitted[] => {
  const engine = splunkPanels();
  const stored = (events: typeof EVENTS): Emitted['events'] =>
    events.slice(0, EVENTS_EACH).map((event) => indexed(event));
  const runs = [
    { value: '*', events: stored(EVENTS) },
    { value: 'agt_support', events: stored(EVENTS.filter((event) => valueAt(event, 'agent.agent_id') !== undefined)) },
  ];
  return engine.finished('pack').flatMap(({ dashboard, panel, query }) =>
    runs.map(({ value, events }) => ({
      name: `${dashboard}/${panel}, agent ${value}`,
      ...(value === '*' ? {} : { only: SELECTING }),
      text: engine.search(query, { id: 'agent', field: 'agent.agent_id', value }),
      events,
    })),
  );
};

const conditionSearches = (
  predicates: readonly Predicate[],
  events: readonly JsonEvent[],
  foreign?: true,
): readonly Emitted[] =>
  predicates.flatMap((predicate, index) => {
    const rule = detection(`random ${String(index)}`, predicate, foreign === true ? { taxonomy: 'sigma' } : {});
    const search = searchOf({ rule, events, lookups: {}, ...(foreign === true ? { foreign } : {}) });
    return search === undefined ? [] : [{ ...search, only: SELECTING }];
  });

/** Fields that random conditions read, with what a gap in them is filled with. */
const FILLINGS: Readonly<Record<string, readonly unknown[]>> = {
  'tool_call.tool_name': HOSTILE,
  'tool_call.tool_server': HOSTILE,
  'governance.reason': HOSTILE,
  'agent.agent_id': ['alpha', 'Beta', 'a|b', '7', '007', '1e1'],
  'governance.result': ['allowed', 'denied', 'blocked'],
  'governance.decided_by': ['policy', 'user'],
  'tool_call.response_status': ['success', 'error'],
  'identity.email': ['a@example.com', 'b@example.com'],
  'governance.policies_failed': [['deny_all'], ['scope', 'path'], ['a,"b', 'x']],
  'tool_call.parameter_fields': [['path'], ['Path', 'query']],
  'identity.roles': [['scope'], ['x', 'path']],
  'tool_call.duration_ms': [0, 1, 5, 100, 5000, 5001],
  'cost.estimated_cost_usd': [0, 0.1, 0.2, 1.25, 3],
  'identity.source_ip': ['10.1.2.3', '192.168.0.9', '10.255.0.1'],
};

/** Random conditions over the schema, on events without gaps and on some with. */
export const randomConditions = (seed: number, count: number): readonly Emitted[] => {
  const drawn = fc.sample(randomEvents, { seed, numRuns: 4 }).flat().slice(0, 24);
  const events = drawn.map((event, index) => ({
    ...(index < 3
      ? event
      : filled(event, Object.keys(FILLINGS), (field) => {
          const values = FILLINGS[field] ?? [];
          return values[index % values.length];
        })),
    event_id: `evt_${String(index)}`,
  }));
  return conditionSearches(fc.sample(randomPredicate, { seed, numRuns: count }), events);
};

/** Whether '' and null become fields depends on the extraction: events come without them. */
const isHeld = (value: unknown): boolean => value !== null && value !== '';

const foreignEvents = (events: readonly JsonEvent[], fields: readonly string[]): readonly JsonEvent[] =>
  events.map((event, index) => ({
    ...Object.fromEntries(fields.map((name) => [name, `- ${String(index % 3)}`])),
    ...Object.fromEntries(Object.entries(event).filter(([, value]) => isHeld(value))),
    event_id: String(index),
    timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
  }));

/** The written rules of other taxonomies, each on its own hits and misses, and random conditions over such fields. */
export const foreignSearches = (seed: number, count: number): readonly Emitted[] => {
  const written = FOREIGN_CASES.flatMap(({ name, rule: text, hits, misses }) => {
    const yaml = { file: `${name}.yml`, text: `title: ${JSON.stringify(name)}\n${text}\n` };
    const [rule] = parseRules([yaml], { tests: false }).ruleSet.rules;
    if (rule === undefined) throw new Error(name);
    const own = [...hits, ...misses];
    const compiled = searchOf({ rule, events: foreignEvents(own, []), lookups: {}, foreign: true });
    if (compiled === undefined) return [];
    const events = foreignEvents(own, fieldsIn(compiled.text));
    const search = searchOf({ rule, events, lookups: {}, foreign: true });
    return search === undefined ? [] : [{ ...search, name, only: SELECTING }];
  });
  const drawn = fc.sample(randomForeignEvent, { seed, numRuns: 24 });
  const predicates = fc.sample(foreignPredicate, { seed, numRuns: count });
  const whole = foreignEvents(drawn, ['Image', 'c-uri', 'user.name', 'Port']);
  return [...written, ...conditionSearches(predicates, whole, true)];
};
