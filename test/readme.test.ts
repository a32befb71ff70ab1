import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const readme = read('README.md');

/** Code block of the README that begins with a text. */
const block = (start: string): string => {
  const at = readme.indexOf(start);
  return readme.slice(at, readme.indexOf('```', at)).trim();
};

test('the rule in the README is the tested example', () => {
  expect(block('title: Reporting agent')).toBe(read('examples/rules/shell_by_reporting_agent.yml').trim());
});

test('the exporter in the README is the runnable example, line by line', () => {
  const example = read('examples/exporter.mjs').replace(/\s+/g, ' ');
  for (const line of block('import { GovernanceLogProcessor')
    .split('\n')
    .filter((text) => !text.includes('.emit('))) {
    expect(example).toContain(line.replace(/\s+/g, ' ').trim());
  }
});

test('every local link of README and docs leads to a file', () => {
  const docs = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
  for (const file of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)]) {
    for (const [, target = ''] of read(file).matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      const path = fileURLToPath(new URL(target, new URL(file, root)));
      expect(existsSync(path), `${file} links ${target}`).toBe(true);
    }
  }
});
