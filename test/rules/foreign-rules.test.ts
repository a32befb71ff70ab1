import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { lintRules, loadRules, readRuleFiles } from '../../src/rules/index.js';
import { MODIFIERS } from '../../src/rules/parse/modifier-request.js';

const folder = fileURLToPath(new URL('../fixtures/foreign-sigma/', import.meta.url));
const placeholders = { Administrators: ['adm_*', 'root'], Servers: ['a', 'b'] };

it('rules that use every modifier and every correlation type of Sigma 2.1 parse without a word', () => {
  const { ruleSet, issues } = loadRules([folder], { placeholders });
  expect(issues).toEqual([]);
  expect(ruleSet.rules.map((rule) => rule.meta.title)).toEqual([
    'Failed logons, then a successful one',
    'Connections in both directions',
    'New connection',
    'Many accounts from one host',
    'Many bytes',
    'High average',
    'High percentile',
    'Two of three',
    'Extended condition',
    'Every modifier of Sigma 2.1',
  ]);
});

it('lint asks nothing of them that only rules in service need', () => {
  expect(lintRules(readRuleFiles([folder]), { placeholders }).map(({ code }) => code)).toEqual([
    'lint.unused-selection',
  ]);
});

it('the sample leaves no modifier out', () => {
  const { detection } = parse(readFileSync(`${folder}modifiers.yml`, 'utf8')) as { detection: object };
  const text = JSON.stringify(detection);
  expect(MODIFIERS.filter((modifier) => !new RegExp(`\\|${modifier}["|]`).test(text))).toEqual([]);
});
