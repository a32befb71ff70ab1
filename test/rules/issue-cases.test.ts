import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentSiemError } from '../../src/error.js';
import {
  lintRules,
  loadConfig,
  loadRules,
  parseRules,
  readConfig,
  readLock,
  type Issue,
} from '../../src/rules/index.js';
import { parseLock } from '../../src/rules/lint/lock.js';
import { ISSUE_CASES, TUNED, type IssueCase } from './issue-cases.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const MARK = '¦';

/** Codes that no text alone raises; the test that raises them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'lint.edges': 'test/cli/rules/lint-and-test.test.ts',
};

const issuesOf = ({ reading, lock }: IssueCase, text: string): readonly Issue[] => {
  if (reading === 'lint') {
    const rules = lock === undefined ? undefined : parseLock(lock);
    return lintRules([{ file: 'r.yml', text }], { today: '2026-11-23', lockFor: () => rules });
  }
  if (reading === 'config') {
    return parseRules([{ file: 'tuned.yml', text: TUNED }], { config: readConfig('r.yml', text).config }).issues;
  }
  return parseRules([{ file: 'r.yml', text }]).issues;
};

const placeOf = (marked: string): { readonly line: number; readonly column: number } => {
  const before = marked.slice(0, marked.indexOf(MARK)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
};

describe('every issue code', () => {
  it('is raised by a case of the table, and has its section in docs/issues.md', () => {
    const documented = [...readFileSync(join(root, 'docs/issues.md'), 'utf8').matchAll(/^### ([a-z]+\.[a-z-]+)$/gm)]
      .map(([, code]) => code)
      .sort();
    const raised = [...ISSUE_CASES.map(({ code }) => code), ...Object.keys(ELSEWHERE)].sort();
    expect(raised).toEqual(documented);
  });

  it('stands in the source, and every code of the source in the table', () => {
    const heads = new Set(ISSUE_CASES.map(({ code }) => code.split('.')[0] ?? ''));
    const sources = ['src/rules', 'src/cli/rules'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    const literals = [...sources.join('\n').matchAll(/'([a-z]+)\.([a-z-]+)'/g)]
      .filter(([, head]) => heads.has(head ?? ''))
      .map(([, head, name]) => `${head ?? ''}.${name ?? ''}`);
    // Made from the key's name.
    const codes = new Set([...literals, 'metadata.level', 'metadata.priority']);
    expect([...codes].sort()).toEqual([...ISSUE_CASES.map(({ code }) => code), ...Object.keys(ELSEWHERE)].sort());
  });

  it.each(ISSUE_CASES.filter(({ reading }) => reading !== 'load').map((each) => [each.code, each] as const))(
    '%s points at its place, shows it and says how to mend it',
    (code, each) => {
      expect(each.text.split(MARK)).toHaveLength(2);
      const text = each.text.replace(MARK, '');
      const place = placeOf(each.text);
      const issues = issuesOf(each, text);
      const found = issues.find((issue) => issue.code === code && issue.line === place.line);
      expect(found, issues.map((issue) => `${issue.code} ${issue.line}:${issue.column}`).join(', ')).toMatchObject({
        ...place,
        file: 'r.yml',
        code,
      });
      expect(found?.mend).toContain(each.mend);
      // Under the caret stands what the issue is about.
      const line = text.split('\n')[place.line - 1] ?? '';
      const caret = (found?.caret ?? '').length - 1;
      expect(found?.excerpt.slice(caret, caret + 10)).toBe(line.trimEnd().slice(place.column - 1, place.column + 9));
    },
  );

  it.each(ISSUE_CASES.filter(({ code }) => code !== 'yaml.too-large').map((each) => [each.code, each] as const))(
    '%s has no input in which any issue lacks a mend',
    (_, each) => {
      if (each.reading === 'load') return expect(each.mend).not.toBe('');
      for (const issue of issuesOf(each, each.text.replace(MARK, ''))) expect(issue, issue.code).toHaveProperty('mend');
    },
  );
});

describe('codes of files that cannot be read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agent-siem-issues-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(ISSUE_CASES.filter(({ reading }) => reading === 'load').map((each) => [each.code, each] as const))(
    '%s names the file and the mend',
    (code, { text, lock, mend }) => {
      const path = join(folder, text);
      if (lock !== undefined) {
        mkdirSync(path);
        writeFileSync(join(path, 'rules.lock.json'), lock);
      }
      const read =
        { 'config.not-found': loadConfig, 'rules.not-found': (file: string) => loadRules([file]) }[code] ?? readLock;
      let thrown: unknown;
      try {
        read(path);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(AgentSiemError);
      const { file, mend: said, code: raised } = thrown as AgentSiemError;
      expect(raised).toBe(code);
      expect(file).toContain(path);
      expect(said).toContain(mend);
    },
  );
});
