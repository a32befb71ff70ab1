// Datadog: every definition against the typed models, every search in the matcher against the reference predicate.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIELDS } from '../../src/event/index.js';
import { compilePredicate, type EventObject } from '../../src/evaluate/index.js';
import { loadRules, packRulesFolder } from '../../src/rules/index.js';
import type { Predicate, Rule, Test } from '../../src/rules/ir.js';
import {
  cloudSiemRuleFor,
  compileDatadog,
  impossibleTravelFor,
  monitorsFor,
  DATADOG_UNSUPPORTED,
} from '../../src/targets/datadog/index.js';
import { checkQuery, matchEvents } from '../engines/datadog/matcher.mjs';
import { strictProblems } from '../engines/datadog/strict-models.mjs';
import { detection, SAMPLES } from '../targets/splunk/sample-rules.js';

const accept = {
  datadog: Object.keys(DATADOG_UNSUPPORTED).map((construct) => ({ construct, reason: 'to see its definition' })),
};
const accepting = (rule: Rule): Rule => ({ ...rule, meta: { ...rule.meta, accept } });
const rules: readonly Rule[] = [
  ...loadRules([packRulesFolder()]).ruleSet.rules,
  ...Object.values(SAMPLES).map(accepting),
];

/** An event as Datadog stores it: the service is set on the way in. */
const stored = (event: object): object => ({ ...event, service: 'ai-governance' });

const LOG_ALERT =
  /^logs\("((?:[^"\\]|\\["\\])*)"\)\.index\("\*"\)\.rollup\("(?:count|cardinality|sum|avg)"(?:, "@[\w.]+")?\)(?:\.by\("(@[\w.]+(?:,@[\w.]+){0,3})"\))?\.last\("(\d+)([mhd])"\) (?:>=|<=|==|!=|>|<) (-?\d+(?:\.\d+)?)$/;

describe('definitions', () => {
  test.each(rules.map((rule) => [rule.meta.ruleId, rule] as const))('%s', (_, rule) => {
    const monitors = monitorsFor(rule);
    const siem = cloudSiemRuleFor(rule);
    if (!monitors.ok || !siem.ok) {
      // Refused: what is refused has to be accepted by the rule, or the pack does not build.
      expect(siem.ok).toBe(monitors.ok);
      return;
    }
    const problems = [
      ...monitors.monitors.flatMap((monitor) => strictProblems('v1', 'Monitor', monitor)),
      ...(monitors.metric === undefined ? [] : strictProblems('v2', 'LogsMetricCreateRequest', monitors.metric)),
      ...[siem.rule, impossibleTravelFor(rule)].flatMap((one) =>
        one === undefined ? [] : strictProblems('v2', 'SecurityMonitoringStandardRuleCreatePayload', one),
      ),
    ];
    expect(problems).toEqual([]);
    for (const monitor of monitors.monitors.filter(({ type }) => type === 'log alert')) {
      const parts = LOG_ALERT.exec(monitor.query);
      expect(parts, monitor.query).not.toBeNull();
      expect(checkQuery((parts?.[1] ?? '').replaceAll(/\\(["\\])/g, '$1'))).toEqual([]);
      const minutes = Number(parts?.[3]) * { m: 1, h: 60, d: 1440 }[parts?.[4] as 'm' | 'h' | 'd'];
      expect(minutes).toBeLessThanOrEqual(2880);
      expect((monitor.options['thresholds'] as { critical: number }).critical).toBe(Number(parts?.[5]));
    }
    expect((siem.rule?.queries ?? []).flatMap(({ query }) => checkQuery(query))).toEqual([]);
  });

  test('the models are strict: a wrong word and an unknown property are found', () => {
    const outcome = monitorsFor(SAMPLES.p1);
    if (!outcome.ok) throw new Error('refused');
    const [monitor] = outcome.monitors;
    expect(strictProblems('v1', 'Monitor', { ...monitor, type: 'log alarm' })).not.toEqual([]);
    expect(strictProblems('v1', 'Monitor', { ...monitor, querry: 'x' })).not.toEqual([]);
  });
});

// Arrays are said as documented; the matcher never matches them.
const LEAVES = FIELDS.filter(({ type, time }) => type !== 'strings' && time !== true);
const TEXTS = LEAVES.filter(({ type }) => type === 'string');
const NUMBERS = LEAVES.filter(({ type }) => type === 'integer' || type === 'number');
const VALUES = [
  'Bash',
  'bash',
  'a b',
  'a*b',
  'x"y',
  'c:\\d',
  'é',
  '日本',
  'a(b)',
  '-1',
  '5',
  'tool_call.blocked',
  'x:y',
];

const textOf = (field: (typeof FIELDS)[number]): fc.Arbitrary<string> => {
  const any = fc.constantFrom(...(field.values ?? VALUES));
  // A digest has no upper case either: the schema refuses it.
  return field.lower === true || field.hash === true ? any.map((text) => text.toLowerCase()) : any;
};
const leaf = fc
  .constantFrom(...LEAVES)
  .chain((field) =>
    (field.type === 'string'
      ? textOf(field)
      : field.type === 'integer'
        ? fc.integer({ min: 0, max: 9 })
        : fc.constantFrom(0, 0.25, 0.5, 1, 2.5)
    ).map((value): readonly [string, unknown] => [field.path, value]),
  );
const eventOf = (leaves: readonly (readonly [string, unknown])[]): EventObject => {
  const event: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const [group = '', name] = path.split('.');
    if (name === undefined) event[group] = value;
    else event[group] = { ...(event[group] as object | undefined), [name]: value };
  }
  return event;
};
const events = fc.array(fc.array(leaf, { maxLength: 12 }).map(eventOf), { minLength: 8, maxLength: 8 });

const textTest = (value: string): fc.Arbitrary<Test> =>
  fc.oneof(
    fc.boolean().map((cased): Test => ({ op: 'equals', value, cased })),
    fc
      .tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.nat({ max: value.length }))
      .map(([before, after, cased, cut]): Test => ({
        op: 'pattern',
        cased,
        parts: [
          ...(before ? [{ kind: 'any' } as const] : []),
          { kind: 'text', text: value.slice(0, Math.max(1, cut)) },
          ...(after ? [{ kind: 'any' } as const] : []),
        ],
      })),
  );
const numberTest = fc
  .tuple(fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte'), fc.constantFrom(0, 0.25, 1, 5, -1))
  .map(([comparator, value]): Test => ({ op: 'number', comparator, value }) as Test);
const presence = fc.constantFrom<Test>({ op: 'null' }, { op: 'exists', value: true }, { op: 'exists', value: false });
const atom: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constantFrom(...TEXTS).chain((field) =>
    textOf(field)
      .chain(textTest)
      .map((one): Predicate => ({ kind: 'match', field: field.path, test: one })),
  ),
  fc
    .tuple(fc.constantFrom(...NUMBERS), numberTest)
    .map(([field, one]): Predicate => ({ kind: 'match', field: field.path, test: one })),
  fc
    .tuple(fc.constantFrom(...LEAVES), presence)
    .map(([field, one]): Predicate => ({ kind: 'match', field: field.path, test: one })),
);
const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    atom,
    fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }).map((parts): Predicate => ({ kind: 'and', parts })),
    fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }).map((parts): Predicate => ({ kind: 'or', parts })),
    tie('predicate').map((part): Predicate => ({ kind: 'not', part })),
  ),
}));

describe('searches in the matcher', () => {
  test('random filters find the events that the reference predicate finds', () => {
    let pairs = 0;
    let said = 0;
    fc.assert(
      fc.property(predicate, events, (filter, given) => {
        const compiled = compileDatadog(detection('random', filter));
        if (!compiled.ok) return;
        said += 1;
        pairs += given.length;
        const matches = compilePredicate(filter);
        expect(matchEvents(compiled.query.filter, given.map(stored)), compiled.query.filter).toEqual(
          given.map(matches),
        );
      }),
      { numRuns: 1500 },
    );
    process.stderr.write(`datadog: ${String(said)} filters, ${String(pairs)} pairs of filter and event\n`);
    expect(pairs).toBeGreaterThanOrEqual(2000);
  });

  test('hostile values: found exactly, or refused', () => {
    const value = fc
      .oneof(
        fc.string({
          minLength: 1,
          maxLength: 12,
          unit: fc.constantFrom('"', '\\', '*', '(', ')', ':', '-', ' ', '@', '|', 'a', 'é', '日'),
        }),
        fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
      )
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(value, value, (wanted, other) => {
        const events = [wanted, other, `${wanted}x`].map((role) => ({ agent: { role } }));
        const equal = compileDatadog(
          detection('equal', {
            kind: 'match',
            field: 'agent.role',
            test: { op: 'equals', value: wanted, cased: true },
          }),
        );
        if (equal.ok) {
          expect(matchEvents(equal.query.filter, events.map(stored))).toEqual([true, other === wanted, false]);
        }
        const parts = [{ kind: 'text', text: wanted } as const, { kind: 'any' } as const];
        const prefix = compileDatadog(
          detection('prefix', { kind: 'match', field: 'agent.role', test: { op: 'pattern', parts, cased: true } }),
        );
        if (prefix.ok) {
          expect(matchEvents(prefix.query.filter, events.map(stored))).toEqual([true, other.startsWith(wanted), true]);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a broken target is caught: an operator flipped, a filter dropped, a negation lost', () => {
    const filter: Predicate = {
      kind: 'and',
      parts: [
        { kind: 'match', field: 'cost.input_tokens', test: { op: 'number', comparator: 'gte', value: 5 } },
        { kind: 'not', part: { kind: 'match', field: 'agent.role', test: { op: 'equals', value: 'x', cased: true } } },
      ],
    };
    const given = [
      { cost: { input_tokens: 5 } },
      { cost: { input_tokens: 6 }, agent: { role: 'x' } },
      { cost: { input_tokens: 4 } },
      {},
    ];
    const compiled = compileDatadog(detection('whole', filter));
    if (!compiled.ok) throw new Error('refused');
    const text = compiled.query.filter;
    const expected = given.map(compilePredicate(filter));
    expect(matchEvents(text, given.map(stored))).toEqual(expected);
    const broken = [text.replace('>=', '>'), text.replace(/ @cost\S+/, ''), text.replace(' -@agent', ' @agent')];
    for (const one of broken) {
      expect(one).not.toBe(text);
      expect(matchEvents(one, given.map(stored))).not.toEqual(expected);
    }
  });
});
