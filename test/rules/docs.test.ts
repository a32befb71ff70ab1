import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { TARGETS, type FieldMap, type TargetName } from '../../src/targets/index.js';
import { sourceProblem } from '../../src/targets/map-source.js';
import { issuePage, lintRules, OWASP_ASI, parseRules } from '../../src/rules/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(root, 'docs/rules.md'), 'utf8');
const section = (title: string): string => {
  const start = text.indexOf(`\n## ${title}\n`);
  return text.slice(start, text.indexOf('\n## ', start + 1) === -1 ? undefined : text.indexOf('\n## ', start + 1));
};
const blocks = (title: string): readonly string[] =>
  [...section(title).matchAll(/```yaml\n([^]*?)```/g)].map(([, block]) => block ?? '');

describe('docs/issues.md', () => {
  const issues = readFileSync(join(root, 'docs/issues.md'), 'utf8');
  it('says for each what it means and how to mend it', () => {
    for (const part of issues.split(/^### /m).slice(1))
      expect(part).toMatch(/^[a-z]+\.[a-z-]+\n\n[^\n]{10,}\n\nMend: .{5,}\n/);
  });

  it('is where the page of a code leads', () => {
    // Headings become anchors without their dots.
    expect(issuePage('lint.hides-all')).toBe('docs/issues.md#linthides-all');
    expect(issues).toContain('### lint.hides-all\n');
  });
});

describe('docs/rules.md', () => {
  it('its first rule is read, and fires in its own test', () => {
    const [rule = ''] = blocks('Write a rule');
    const { ruleSet, issues } = parseRules([{ file: 'doc.yml', text: rule }]);
    expect(issues).toEqual([]);
    expect(ruleSet.tests).toHaveLength(2);
    expect(lintRules([{ file: 'doc.yml', text: rule }]).every(({ code }) => code.startsWith('lint.'))).toBe(true);
  });

  it('every YAML in it is YAML', () => {
    for (const [, block] of text.matchAll(/```yaml\n([^]*?)```/g)) {
      for (const document of parseAllDocuments(block ?? ''))
        expect('errors' in document ? document.errors : []).toEqual([]);
    }
  });

  it('every own correlation type in it is read', () => {
    const base = (name: string) =>
      `---\ntitle: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection:\n  s: {f: a}\n  condition: s\n`;
    const examples = blocks('Own correlation types');
    expect(examples.map((block) => (parse(block) as { correlation: { type: string } }).correlation.type)).toEqual([
      'baseline',
      'ratio',
      'new_value',
      'lookup',
      'value_count_each',
      'late_count',
    ]);
    for (const block of examples) {
      const [name = ''] = (parse(block) as { correlation: { rules: string[] } }).correlation.rules;
      const { ruleSet, issues } = parseRules([
        { file: 'doc.yml', text: `title: c\nagent_siem: {version: 1.0.0}\n${block}${base(name)}` },
      ]);
      expect(issues).toEqual([]);
      expect(ruleSet.rules).toHaveLength(1);
    }
  });

  it('its map and the sources of its table compile a foreign rule in every SIEM', () => {
    const [block = ''] = blocks('Compile');
    const map = parse(block) as FieldMap;
    expect(Object.keys(map)).toEqual(['fields', 'source', 'time', 'id']);
    const rule =
      'title: r\nlogsource: {category: process_creation}\ndetection:\n  s: {Image|cased: a}\n  condition: s\n';
    const [foreign] = parseRules([{ file: 'r.yml', text: rule }], { tests: false }).ruleSet.rules;
    const rows = [...section('Compile').matchAll(/^\| (\w+) \| [^|]*?`([^`]+)` \|/gm)];
    expect(rows.map(([, target]) => target)).toEqual(['splunk', 'elastic', 'sentinel', 'datadog']);
    for (const [, name, source = ''] of rows) {
      const target = name as TargetName;
      expect(sourceProblem(target, source)).toBeUndefined();
      const compiled = foreign && TARGETS[target]?.compile(foreign, { map: { ...map, source } });
      expect(compiled?.ok === true && compiled.query.text).toContain(source);
      expect(compiled?.ok === true && compiled.query.text).toContain('process.executable');
    }
  });

  it('names the OWASP entries as the list does', () => {
    for (const [id, name] of Object.entries(OWASP_ASI)) expect(text).toContain(`\`owasp.${id}\` ${name}`);
  });
});
