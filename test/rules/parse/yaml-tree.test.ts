import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssue, lintRules, parseRules, readConfig } from '../../../src/rules/index.js';

const parse = (text: string) => parseRules([{ file: 'h.yml', text }]);
const codes = (text: string) => [...new Set(parse(text).issues.map(({ code }) => code))];
const RULE =
  'title: t\nid: 0e95725d-7320-415d-80f7-004da920fc11\nlogsource: {product: x}\ndetection:\n  s: {f: a}\n  condition: s\n';

describe('hostile YAML', () => {
  it('an alias bomb is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n + 1}: &a${n + 1} [${Array(10)
          .fill(n === 0 ? 'x' : `*a${n}`)
          .join(', ')}]`,
    );
    expect(codes(levels.join('\n'))).toEqual(['yaml.too-large']);
  });
  it('an alias into itself is refused', () => {
    expect(codes(`${RULE}more: &a [*a]`)).toEqual(['yaml.alias']);
    expect(parse(`${RULE}more: &a {b: {c: [*a, *a]}}`).issues.map(({ column }) => column)).toEqual([19, 23]);
  });
  it('more than a megabyte is refused', () => {
    expect(codes(`${RULE}# ${'x'.repeat(1_000_001)}`)).toEqual(['yaml.too-large']);
  });
  it('deep nesting is refused, in flow and in block style', () => {
    expect(codes(`a: ${'['.repeat(50_000)}`)).toEqual(['yaml.too-deep']);
    expect(codes(`a: ${'{b: '.repeat(5_000)}`)).not.toEqual([]);
    expect(codes('- '.repeat(20_000))).toEqual(['yaml.too-deep']);
  });
  it('duplicate keys are refused where they stand', () => {
    const [issue] = parse(RULE.replace('{f: a}', '{f: a, f: b}')).issues;
    expect(issue).toMatchObject({ code: 'yaml.duplicate-key', line: 5 });
  });
  it('a quote that is not closed is shown where it opens', () => {
    for (const quote of [`"`, `'`]) {
      const [issue] = parse(RULE.replace('title: t', `title: ${quote}t`)).issues;
      expect(issue).toMatchObject({ code: 'yaml.syntax', line: 1, column: 8, mend: 'Close the quote.' });
      expect(issue?.excerpt).toBe(`title: ${quote}t`);
    }
  });
  it('unknown tags, directives and binary are no way in', () => {
    expect(parse(RULE.replace('{f: a}', '{f: !!js/function "x"}')).ruleSet.rules.length).toBeLessThan(2);
    expect(parse(`%TAG ! tag:evil,2026:\n---\n${RULE}`).issues.every(({ message }) => message !== '')).toBe(true);
  });
  it('keys of the prototype are plain keys', () => {
    const { ruleSet } = parse(RULE.replace('{f: a}', '{__proto__: a, constructor: b}'));
    expect(JSON.stringify(ruleSet.rules)).toContain('"field":"__proto__"');
  });

  it('every file of the corpus ends in issues or rules, never in an exception', () => {
    const folder = new URL('../../fixtures/hostile-yaml/', import.meta.url);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) {
      const { issues, ruleSet } = parse(readFileSync(new URL(name, folder), 'utf8'));
      expect(issues.length + ruleSet.rules.length, name).toBeGreaterThan(0);
      for (const issue of issues) expect(formatIssue(issue)).toContain('h.yml:');
    }
  });

  it('documents of the right keys and any content never throw', () => {
    const word = fc.constantFrom(
      'title',
      'name',
      'id',
      'detection',
      'condition',
      's',
      's and not t',
      '1 of them',
      'f|re',
      '(a',
      'f|contains|all',
      'f|cidr',
      '10.0.0.0/8',
      'correlation',
      'type',
      'event_count',
      'baseline',
      'ratio',
      'new_value',
      'lookup',
      'temporal',
      'value_count_each',
      'late_count',
      'rules',
      'group-by',
      'timespan',
      '1h',
      '7d',
      'history',
      'field',
      'fields',
      'gte',
      'outside',
      'key',
      'filter',
      'agent_siem',
      'version',
      '1.0.0',
      'tests',
      'events',
      'expect',
      'repeat',
      '5 every 1s',
      'auth.failure',
      'at',
      'schedule',
      'every',
      'parameters',
      'path',
      'taxonomy',
      'agent-governance',
      'event_type',
      'logsource',
      'aliases',
      'targets',
      'splunk',
      'accept',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        word,
        fc.constantFrom<unknown>(null, true, 0, -1, 5, 1.5, ''),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 6 }),
      ),
    })).node;
    const document = fc.record(
      {
        title: value,
        name: word,
        taxonomy: word,
        logsource: value,
        detection: value,
        correlation: value,
        filter: value,
        agent_siem: value,
        level: value,
        tags: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 3 }), value, (documents, config) => {
        const text = documents.map((each) => JSON.stringify(each)).join('\n---\n');
        const files = [{ file: 'h.yml', text }];
        const { ruleSet, issues } = parseRules(files, {
          config: readConfig('c.yml', JSON.stringify({ rules: config })).config,
        });
        expect(ruleSet.rules.length + issues.length).toBeGreaterThan(0);
        lintRules(files);
      }),
      { numRuns: 400 },
    );
  });

  it('random edits of a rule never throw', () => {
    const edit = fc.record({
      at: fc.nat(RULE.length),
      cut: fc.nat(8),
      put: fc.constantFrom(
        '',
        ':',
        '- ',
        '[',
        '{',
        '*a',
        '&a ',
        '|',
        '\t',
        "'",
        '"',
        '\n',
        '---\n',
        'null',
        '~',
        '\u0000',
        '<<: ',
        '? ',
        '!!set ',
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce((each, { at, cut, put }) => each.slice(0, at) + put + each.slice(at + cut), RULE);
        for (const issue of parse(text).issues) {
          expect(issue.line).toBeGreaterThan(0);
          expect(issue.column).toBeGreaterThan(0);
          expect(issue.caret.trim()).toBe('^');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('documents', () => {
  it('follow one another; a broken one does not stop the others', () => {
    const second = RULE.replace('0e95', '1e95').replace('title: t', 'title: u');
    const { ruleSet, issues } = parse(`${RULE}---\ntitle: broken\ndetection: [\n---\n${second}`);
    expect(issues.map(({ code }) => code)).toContain('yaml.syntax');
    expect(ruleSet.rules.map((rule) => rule.meta.title)).toContain('t');
  });
  it('one that cannot be read hides nothing of the others', () => {
    const other = (name: string) =>
      `${RULE.replace('title: t\n', `title: ${name}\nname: ${name}\n`).replace(/^id.*\n/m, '')}`;
    const wrong = (name: string) => other(name).replace('{f: a}', '{f|containz: a}');
    const unreadable = {
      'a quote that is not closed': 'title: "open\n',
      'the other quote': "title: 'open\n",
      'quotes that are not closed, one after the other': `title: "open\n---\ntitle: 'open\n`,
      'a nesting too deep': `a: ${'['.repeat(2_000)}${']'.repeat(2_000)}\n`,
      'a nesting too deep without its end': `a: ${'['.repeat(2_000)}\n`,
      'a list without its end': 'a: [b, c\n',
      tabs: 'a:\n\tb: c\n',
      'an alias to nothing': 'a: *b\n',
    };
    for (const [what, text] of Object.entries(unreadable)) {
      const { issues, ruleSet } = parse(`${wrong('one')}---\n${text}---\n${wrong('two')}---\n${other('three')}`);
      expect(issues.filter(({ code }) => code === 'modifier.unknown').length, what).toBe(2);
      expect(
        issues.some(({ code }) => code.startsWith('yaml.')),
        what,
      ).toBe(true);
      expect(
        ruleSet.rules.map(({ meta }) => meta.ruleId),
        what,
      ).toEqual(['three']);
    }
  });
  it('what a correlation counts raises no alerts of its own when the correlation cannot be read', () => {
    const base = 'title: b\nname: b\nlogsource: {product: x}\ndetection: {s: {f: a}, condition: s}\n';
    const correlation =
      'title: c\nname: c\ncorrelation:\n  type: event_count\n  rules: [b]\n  group-by: [g]\n  timespan: 1m\n  condition: {gte: 3}\n';
    for (const fault of [
      `fields: ${'['.repeat(100)}${']'.repeat(100)}\n`,
      `x-deep:\n${Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth + 1)}a:`).join('\n')}\n`,
    ]) {
      for (const file of [`${base}---\n${correlation}${fault}`, `${fault}${correlation}---\n${base}`]) {
        const { issues, ruleSet } = parse(file);
        expect(issues.map(({ code }) => code)).toEqual(['yaml.too-deep']);
        expect(ruleSet.rules, fault).toEqual([]);
      }
    }
    // Aliases that multiply, or nest, before and after what it counts.
    const levels = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1)
      levels.push(`b${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    const bomb = `${levels.join('\n')}\n`;
    const chain = `c0: &c0 [x]\n${Array.from({ length: 70 }, (_, n) => `c${n + 1}: &c${n + 1} [*c${n}]`).join('\n')}\n`;
    for (const [fault, code] of [
      [bomb, 'yaml.too-large'],
      [chain, 'yaml.too-deep'],
    ] as const) {
      for (const file of [`${base}---\n${correlation}${fault}`, `${fault}${correlation}---\n${base}`]) {
        const { issues, ruleSet } = parse(file);
        expect(issues.map((issue) => issue.code)).toEqual([code]);
        expect(ruleSet.rules).toEqual([]);
      }
    }
    for (const fault of ['description: "open\n', 'level: [high\n', '\tlevel: high\n', 'description: a: b\n']) {
      const { issues, ruleSet } = parse(`${base}---\n${correlation}${fault}`);
      expect(issues.map(({ code }) => code)).toEqual(['yaml.syntax']);
      expect(ruleSet.rules, fault).toEqual([]);
    }
  });
  it('a correlation that counts a rule which cannot be read says so', () => {
    const { issues } = parse(
      'title: c\nname: c\ncorrelation: {type: event_count, rules: [b], group-by: [g], timespan: 1m, condition: {gte: 3}}\n---\ntitle: b\nname: b\ntags: [x\nlogsource: {product: x}\ndetection: {s: {f: a}, condition: s}\n',
    );
    expect(issues.map(({ code }) => code).sort()).toEqual(['reference.broken', 'yaml.syntax']);
  });
  it('the configuration of a rule that cannot be read is not blamed for it', () => {
    const { config } = readConfig('c.yml', 'rules: {b: {parameters: {limit: 5}}}\n');
    const text = `name: b\n${RULE.replace('title: t', 'title: "t')}`;
    expect(parseRules([{ file: 'h.yml', text }], { config }).issues.map(({ code }) => code)).toEqual(['yaml.syntax']);
  });
  it('empty documents are nothing', () => {
    expect(parse('---\n---\n# nothing\n')).toEqual({ ruleSet: { rules: [], tests: [] }, issues: [] });
  });
  it('merge keys fill in what is missing', () => {
    const { ruleSet, issues } = parse(RULE.replace('s: {f: a}', 'b: &b {f: x, g: y}\n  s: {<<: *b, f: a}'));
    expect(issues).toEqual([]);
    expect(JSON.stringify(ruleSet.rules)).toContain('"field":"g"');
  });
  it('what is not a rule is said to be none', () => {
    expect(codes('- a\n- b')).toEqual(['document.not-a-rule']);
    expect(codes('title: x')).toEqual(['document.not-a-rule']);
    expect(codes('action: global\ntitle: x')).toEqual(['document.collection']);
    expect(codes(`${RULE}correlation: {}\n`)).toEqual(['document.not-a-rule']);
  });
  it('an issue shows the line and points at the place', () => {
    const [issue] = parse(RULE.replace('condition: s', 'condition: s and t')).issues;
    expect(issue && formatIssue(issue)).toBe(
      'h.yml:6:20 error condition.unknown-selection: no selection t\n      condition: s and t\n                       ^\n    Selections: s.',
    );
  });
  it('long lines are cut around the place', () => {
    const [issue] = parse(RULE.replace('condition: s', `condition: ${'s or '.repeat(200)}t`)).issues;
    expect(issue?.excerpt.length).toBeLessThanOrEqual(160);
    expect(issue?.excerpt[issue.caret.length - 1]).toBe('t');
  });
});
