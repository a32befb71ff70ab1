import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRules, readRuleFiles } from '../../src/rules/index.js';

const RULE = 'title: t\nlogsource: {product: x}\ndetection: {s: {f: a}, condition: s}\n';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-siem-load-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a folder of rules', () => {
  it('holds the files that links lead to, each file once', () => {
    mkdirSync(join(folder, 'rules'));
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/r.yml'), RULE);
    symlinkSync(join(folder, 'elsewhere/r.yml'), join(folder, 'rules/a.yml'));
    symlinkSync(join(folder, 'elsewhere/r.yml'), join(folder, 'rules/b.yml'));
    expect(loadRules([join(folder, 'rules')]).ruleSet.rules).toHaveLength(1);
  });
  it('with a link that leads nowhere is named, not left out without a word', () => {
    symlinkSync(join(folder, 'nothing'), join(folder, 'a.yml'));
    expect(() => readRuleFiles([folder])).toThrow(
      expect.objectContaining({ code: 'rules.not-found', file: join(folder, 'a.yml') }),
    );
  });
});
