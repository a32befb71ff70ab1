import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, readEvent } from '../../../src/event/index.js';
import { parseRules } from '../../../src/rules/index.js';
import { parseOffset, parseRepeat, testTime } from '../../../src/rules/tests/offsets.js';
import { templateEvent, TEMPLATE_TYPES } from '../../../src/rules/tests/templates.js';

const rule = (tests: string) => `title: r
name: r
id: 0e95725d-7320-415d-80f7-004da920fc11
logsource: {product: x}
detection:
  s: {f: a}
  condition: s
agent_siem:
  version: 1.0.0
  tests: ${tests}
`;
const read = (tests: string, readTestFile?: (file: string, name: string) => string | undefined) =>
  parseRules([{ file: 'r.yml', text: rule(tests) }], readTestFile === undefined ? {} : { readTestFile });
const first = (tests: string) => {
  const { ruleSet, issues } = read(tests);
  expect(issues).toEqual([]);
  const [test] = ruleSet.tests;
  if (test === undefined) throw new Error('no test');
  return test;
};

describe('tests in rules', () => {
  it('start from a template and change single fields', () => {
    const test = first(
      '[{name: n, events: [{type: tool_call.blocked, at: 5m, governance.decided_by: user, identity: null, tool_call.error: x}], expect: []}]',
    );
    expect(test).toMatchObject({ ruleId: 'r', name: 'n', at: { file: 'r.yml', line: 10 } });
    const [event] = test.events;
    expect(event).toMatchObject({
      event_type: 'tool_call.blocked',
      timestamp: '2026-04-06T00:05:00.000Z',
      governance: { decided_by: 'user', result: 'blocked' },
    });
    expect(event).not.toHaveProperty('identity');
    expect(() => readEvent(event)).not.toThrow();
  });
  it('repeat in time, nested, and number what repeats', () => {
    const { events } = first(
      "[{name: n, events: [{type: auth.failure, repeat: [2 every 1h, 3 every 1m], agent.session_id: 's{n}'}], expect: []}]",
    );
    expect(events.map(({ timestamp }) => String(timestamp).slice(11, 16))).toEqual([
      '00:00',
      '00:01',
      '00:02',
      '01:00',
      '01:01',
      '01:02',
    ]);
    expect(events.map(({ agent }) => (agent as { session_id: string }).session_id)).toEqual([
      's1',
      's2',
      's3',
      's4',
      's5',
      's6',
    ]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(6);
  });
  it('take events as they are, and files of them', () => {
    expect(first("[{name: n, events: [{event: {f: a, '@timestamp': x}}], expect: 1}]").events).toEqual([
      { f: 'a', '@timestamp': 'x' },
    ]);
    const { ruleSet, issues } = read(
      '[{name: n, events: [{file: e.ndjson}], expect: 1}]',
      (file, name) => `{"from":"${file}/${name}"}\n\n{"b":2}\n`,
    );
    expect(issues).toEqual([]);
    expect(ruleSet.tests[0]?.events).toEqual([{ from: 'r.yml/e.ndjson' }, { b: 2 }]);
  });
  it('expect a number of alerts or their groups, values and times', () => {
    expect(first('[{name: n, events: [{type: auth.failure}], expect: 2}]').expect).toEqual([{}, {}]);
    expect(
      first(
        '[{name: n, events: [{type: auth.failure}], now: 1d, lookups: {t: [{a: 1}]}, expect: [{group: {g: 1}, value: 5, time: 10m}]}]',
      ),
    ).toMatchObject({
      now: '2026-04-07T00:00:00.000Z',
      lookups: { t: [{ a: '1' }] },
      expect: [{ group: { g: '1' }, value: 5, time: '2026-04-06T00:10:00.000Z' }],
    });
  });
  it.each([
    '[{name: n, events: [{type: tool_call.bloked}], expect: 1}]',
    '[{name: n, events: [{type: auth.failure, at: soon}], expect: 1}]',
    '[{name: n, events: [{type: auth.failure, repeat: often}], expect: 1}]',
    '[{name: n, events: [{type: auth.failure, repeat: [9999 every 1s, 9999 every 1s]}], expect: 1}]',
    '[{name: n, events: [{file: missing.ndjson}], expect: 1}]',
    '[{name: n, events: [x], expect: 1}]',
    '[{name: n, events: [{type: auth.failure}], expect: [{value: many}]}]',
    '[{name: n, events: [{type: auth.failure}]}]',
    '[{name: n, events: [], expect: []}]',
    '[{name: n, events: [{type: auth.failure}], expect: -1}]',
    '[{name: n, events: [{type: auth.failure}], expect: 1.5}]',
    '[{name: n, events: [{type: auth.failure, event: {a: 1}}], expect: 1}]',
    "[{name: '', events: [{type: auth.failure}], expect: 1}]",
    '[{events: [], expect: 1}]',
    '[{name: n, expect: 1}]',
    '{name: n}',
    '[x]',
  ])('%s is an issue at its place', (tests) => {
    expect(read(tests).issues).toMatchObject([{ code: 'test.invalid', line: 10 }]);
  });
  it('a slip in what a test changes is no reason to stay quiet', () => {
    const HEADER =
      'title: t\nname: t\ntaxonomy: agent-governance\nlogsource: {product: ai_agent}\ndetection:\n  s: {event_type: auth.failure}\n  condition: s\nagent_siem:\n';
    const told = (event: string) =>
      parseRules([
        { file: 'r.yml', text: `${HEADER}  tests: [{name: n, events: [${event}], expect: 1}]\n` },
      ]).issues.map(({ code, mend }) => `${code} ${mend ?? ''}`);
    expect(told('{type: auth.failure, identity: null, identity.user_id: u, governance.result: Blocked}')).toEqual([]);
    expect(told('{type: auth.failure, identity.userid: null}')).toEqual([
      'test.invalid Did you mean identity.user_id?',
    ]);
    expect(told('{type: auth.failure, governance.result: blokced}')[0]).toMatch(/^test.invalid Values: allowed/);
    // An event as it is may be anything.
    expect(told('{event: {event_type: auth.failure, other: 1}}')).toEqual([]);
  });
  it('paths of the prototype change the event alone', () => {
    first(
      '[{name: n, events: [{type: auth.failure, __proto__.polluted: 1, constructor.prototype.polluted: 1}], expect: []}]',
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('templates', () => {
  it('hold one valid event of every type', () => {
    expect([...TEMPLATE_TYPES].sort()).toEqual([...EVENT_TYPES].sort());
    for (const type of TEMPLATE_TYPES) {
      readEvent({
        ...templateEvent(type),
        event_id: 'evt_01JR9X5K7M3N2P4Q6R8S0TV1W2',
        timestamp: '2026-04-06T00:00:00.000Z',
      });
    }
  });
});

describe('offsets', () => {
  it('add up their parts', () => {
    expect(parseOffset('1d2h3m4s5ms')).toBe(93_784_005);
    expect(parseOffset('-10s')).toBe(-10_000);
    expect(parseOffset('+ 5m')).toBe(300_000);
    for (const text of ['', '5', 'm', '5x', '5m3', '1.5h']) expect(parseOffset(text)).toBeUndefined();
    expect(testTime('2026-04-07T14:32:18.847Z')).toBe('2026-04-07T14:32:18.847Z');
    expect(parseRepeat('5 every 10s')).toEqual({ times: 5, stepMs: 10_000 });
    expect(parseRepeat('0 every 10s')).toBeUndefined();
  });
  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789smhd+-ev ry.TZ:') }), (text) => {
        parseOffset(text);
        parseRepeat(text);
      }),
    );
  });
});
