import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformanceMatrix, conformanceSummary, parseConformance } from '../../src/pack/conformance-table.js';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const report = parseConformance(read('pack/conformance.json'), 'pack/conformance.json');
const generated = (file: string): string | undefined =>
  /<!-- generated: conformance -->\n([\s\S]*?)<!-- end -->/.exec(read(file))?.[1];

test('README and docs/conformance.md show the report as it is', () => {
  expect(generated('README.md')).toBe(conformanceSummary(report));
  expect(generated('docs/conformance.md')).toBe(conformanceMatrix(report));
});

test('a failed test shows in both tables', () => {
  const [first, ...rest] = report.rows;
  if (first === undefined) throw new Error('empty report');
  const broken = { ...report, rows: [{ ...first, passed: first.passed - 1, failed: 1 }, ...rest] };
  const all = report.rows.filter(({ target }) => target === first.target).reduce((sum, { passed }) => sum + passed, 0);
  expect(conformanceSummary(report)).toContain(`${all} passed, 0 failed`);
  expect(conformanceSummary(broken)).toContain(`${all - 1} passed, 1 failed`);
  expect(conformanceMatrix(broken)).toContain(`${first.passed - 1}/${first.passed}`);
});

test('every rule and target has one row', () => {
  const keys = report.rows.map(({ rule, target }) => `${rule} ${target}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length % Object.keys(report.engines).length).toBe(0);
});

test('text that is no report is refused with its mend', () => {
  for (const text of ['', '[]', '{"rows":1}']) {
    expect(() => parseConformance(text, 'x.json')).toThrow(/not a conformance report/);
  }
});

test('a panel that differs and a file with a problem show in the matrix', () => {
  const [[target, engine] = ['', undefined]] = Object.entries(report.engines);
  if (engine === undefined) throw new Error('empty report');
  const panels = { alike: 17, different: 1, declared: 0, views: 53, caught: 80 };
  const shown = conformanceMatrix({
    ...report,
    engines: { [target]: { ...engine, counts: { panels } } },
    artifacts: { appinspect: { tool: 'AppInspect | x', checked: 9, problems: 2, date: '2026-01-01' } },
  });
  expect(shown).toContain('| Splunk | interpreted | 17 | 1 | 0 | 53 | 80 |');
  expect(shown).toContain('| appinspect | AppInspect \\| x | 9 | 2 | 2026-01-01 |');
});
