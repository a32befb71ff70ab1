import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { lintRules, OWASP_ASI, parseRules } from '../../src/rules/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(root, 'docs/rules.md'), 'utf8');
const section = (title: string): string => {
  const start = text.indexOf(`\n## ${title}\n`);
  return text.slice(start, text.indexOf('\n## ', start + 1) === -1 ? undefined : text.indexOf('\n## ', start + 1));
};
const blocks = (title: string): readonly string[] =>
  [...section(title).matchAll(/```yaml\n([^]*?)```/g)].map(([, block]) => block ?? '');

describe('docs/rules.md', () => {
  it('lists every code that an issue can have, and no other', () => {
    const sources = readdirSync(join(root, 'src/rules'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, 'src/rules', name), 'utf8'))
      .join('\n');
    const listed = new Set(
      [...section('Issues').matchAll(/`([a-z]+\.[a-z-]+)`/g)]
        .map(([, code]) => code ?? '')
        .filter((code) => !code.startsWith('owasp.')),
    );
    const heads = new Set([...listed].map((code) => code.split('.')[0] ?? ''));
    const literals = [...sources.matchAll(/'([a-z]+)\.([a-z-]+)'/g)].filter(([, head]) => heads.has(head ?? ''));
    const used = new Set(literals.map(([, head, name]) => `${head}.${name}`));
    // Made from the key's name.
    for (const key of ['level', 'priority']) used.add(`metadata.${key}`);
    expect([...used].filter((code) => !listed.has(code)).sort()).toEqual([]);
    expect([...listed].filter((code) => !used.has(code)).sort()).toEqual([]);
  });

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

  it('names the OWASP entries as the list does', () => {
    for (const [id, name] of Object.entries(OWASP_ASI)) expect(text).toContain(`\`owasp.${id}\` ${name}`);
  });
});
