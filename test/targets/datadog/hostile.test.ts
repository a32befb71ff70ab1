import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datadog, monitorsFor } from '../../../src/targets/datadog/index.js';
import { detection, match } from '../splunk/sample-rules.js';

const NASTY = ['"', '\\', '|', '*', '?', '(', ')', ':', '-', ' ', '@', '{', '}', '$', "'", ','];
const value = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...NASTY, 'a', '0', 'é', '日', '🙂') }),
    fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
    fc.constantFrom('" OR *:*', '\\" OR service:*', '"").rollup("count").last("5m") > 0', 'a\\'),
  )
  .filter((one) => one.isWellFormed());

const FIELD = 'tool_call.tool_name';
const BASE = 'service:ai-governance ';
const hasControl = (text: string): boolean => [...text].some((char) => char < ' ' || char === '\u007f');
const unquote = (quoted: string): string => {
  expect(quoted).toMatch(/^"(?:[^"\\]|\\["\\])*"$/);
  return quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
};

describe('hostile values in Datadog queries', () => {
  it('a value stays inside its quotes, in the search and in the monitor, or is refused', () => {
    fc.assert(
      fc.property(value, (wanted) => {
        const rule = detection('hostile', match(FIELD, { op: 'equals', value: wanted, cased: true }));
        const compiled = datadog.compile(rule);
        expect(compiled.ok).toBe(!hasControl(wanted));
        if (!compiled.ok) return;
        expect(compiled.query.text.startsWith(`${BASE}@${FIELD}:`)).toBe(true);
        expect(unquote(compiled.query.text.slice(`${BASE}@${FIELD}:`.length))).toBe(wanted);
        const monitors = monitorsFor(rule);
        if (!monitors.ok) throw new Error('refused');
        const [monitor] = monitors.monitors;
        const parts = /^logs\(("(?:[^"\\]|\\["\\])*")\)\.index\("\*"\)\.rollup\("count"\)\.last\("5m"\) > 0$/.exec(
          monitor?.query ?? '',
        );
        expect(unquote(parts?.[1] ?? '')).toBe(compiled.query.text);
      }),
      { numRuns: 500 },
    );
  });

  it('in a wildcard search every character that could be syntax is escaped', () => {
    fc.assert(
      fc.property(value, (wanted) => {
        const parts = [{ kind: 'text', text: wanted } as const, { kind: 'any' } as const];
        const compiled = datadog.compile(detection('hostile', match(FIELD, { op: 'pattern', parts, cased: true })));
        expect(compiled.ok).toBe(!hasControl(wanted) && !/["?*“”]/.test(wanted));
        if (!compiled.ok) return;
        const body = compiled.query.text.slice(`${BASE}@${FIELD}:`.length);
        expect(body).toMatch(/^(?:\\.|[\w.\u0080-\u{10ffff}])*\*$/u);
        expect(body.slice(0, -1).replaceAll(/\\(.)/gu, '$1')).toBe(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('attribute names that could be syntax are refused, and titles notify nobody', () => {
    for (const name of ['a b', 'a:b', 'a)', '@x OR y', 'a"b', '']) {
      const rule = detection('x', match(name, { op: 'exists', value: true }), { taxonomy: 'other' });
      expect(datadog.compile(rule).ok).toBe(false);
    }
    const titled = detection('x', { kind: 'true' }, { title: 'now @pagerduty-all {{#is_alert}}' });
    const outcome = monitorsFor(titled);
    expect(outcome.ok && outcome.monitors[0]?.message).not.toMatch(/@|\{\{#/);
  });
});
