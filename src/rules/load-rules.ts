/**
 * Rule files and folders from disk.
 * @module
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { AgentSiemError } from '../error.js';
import { CONFIG_FILE, readConfig, type RuleConfig } from './config/config.js';
import type { Issue } from './issue.js';
import { lintRules, type LintOptions } from './lint/lint-rules.js';
import { LOCK_FILE, parseLock, type RuleLock } from './lint/lock.js';
import { parseRules, type ParsedRules, type ParseOptions } from './parse-rules.js';
import type { RuleFile } from './read-rule-set.js';

const RULE_FILE = /\.ya?ml$/i;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Rule files under a folder, in the order of their names; a configuration beside them is none. */
const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => RULE_FILE.test(name) && name !== CONFIG_FILE)
    // A link that leads nowhere is kept: it is named when it is read.
    .filter((entry) => entry.isFile() || (entry.isSymbolicLink() && !isFolder(join(entry.parentPath, entry.name))))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const pathsOf = (path: string): readonly string[] => {
  try {
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  } catch (cause) {
    throw new AgentSiemError('cannot be read', {
      code: 'rules.not-found',
      file: path,
      mend: 'Name a rule file or a folder of rule files.',
      cause,
    });
  }
};

/**
 * Reads rule files: files as named, folders recursively (.yml, .yaml, without the
 * configuration) in name order, each file once.
 * @throws AgentSiemError when a path cannot be read
 */
export const readRuleFiles = (paths: readonly string[]): readonly RuleFile[] => {
  const seen = new Set<string>();
  return paths.flatMap(pathsOf).flatMap((file) => {
    try {
      const real = realpathSync.native(file);
      if (seen.has(real)) return [];
      seen.add(real);
      return [{ file, text: readFileSync(file, 'utf8') }];
    } catch (cause) {
      throw new AgentSiemError('cannot be read', {
        code: 'rules.not-found',
        file,
        mend: 'Look at its permissions.',
        cause,
      });
    }
  });
};

const MAX_TEST_FILE = 20_000_000;

const readTestFile = (ruleFile: string, name: string): string | undefined => {
  try {
    const path = join(dirname(ruleFile), name);
    return statSync(path).size > MAX_TEST_FILE ? undefined : readFileSync(path, 'utf8');
  } catch {
    // Reported by the parser at the place where the test names the file.
    return undefined;
  }
};

/**
 * Reads agent-siem.config.yml.
 * @throws AgentSiemError when the file cannot be read; what stands in it becomes issues of the rules it is used with
 */
export const loadConfig = (file: string): RuleConfig => {
  try {
    return readConfig(file, readFileSync(file, 'utf8')).config;
  } catch (cause) {
    throw new AgentSiemError('cannot be read', {
      code: 'config.not-found',
      file,
      mend: `Name a YAML file such as ${CONFIG_FILE}.`,
      cause,
    });
  }
};

/**
 * Files of the configuration's folders of exceptions. A folder that cannot be read is an issue where it is asked for, so
 * that everything else that is wrong is said beside it.
 */
const exceptionFiles = (config: RuleConfig): readonly RuleFile[] =>
  config.exceptions.flatMap((path, index) => {
    const { source, exceptionOffsets } = config;
    const folder = isAbsolute(path) ? path : join(dirname(source.file), path);
    try {
      return readRuleFiles([folder]);
    } catch (error) {
      if (!(error instanceof AgentSiemError)) throw error;
      source.report(exceptionOffsets[index] ?? 0, {
        code: 'rules.not-found',
        message: `the exceptions in ${error.file ?? folder} cannot be read`,
        mend: 'Paths are relative to this file.',
      });
      return [];
    }
  });

/** A folder without rules is the wrong one: its rules would never fire, and its tests pass. */
const refuseEmpty = (path: string): void => {
  if (!isFolder(path) || pathsOf(path).length > 0) return;
  throw new AgentSiemError('no rule files in this folder', {
    code: 'rules.not-found',
    file: path,
    mend: 'Rule files end in .yml or .yaml.',
  });
};

/** Rules and exceptions, each file once. */
const allFiles = (paths: readonly string[], config: RuleConfig | undefined): readonly RuleFile[] => {
  paths.forEach(refuseEmpty);
  const files = readRuleFiles(paths);
  if (config === undefined) return files;
  const seen = new Set<string>();
  return [...files, ...exceptionFiles(config)].filter(({ file }) => {
    const real = realpathSync.native(file);
    const first = !seen.has(real);
    seen.add(real);
    return first;
  });
};

/**
 * Reads and parses rule files and folders.
 * @throws AgentSiemError when a path cannot be read; what stands in the files becomes issues
 */
export const loadRules = (paths: readonly string[], options: ParseOptions = {}): ParsedRules =>
  parseRules(allFiles(paths, options.config), { readTestFile, ...options });

/**
 * The lock of a folder; undefined where there is none.
 * @throws AgentSiemError when the file is not a lock
 */
export const readLock = (folder: string): RuleLock | undefined => {
  const file = join(folder, LOCK_FILE);
  if (!existsSync(file)) return undefined;
  const lock = statSync(file).isFile() ? parseLock(readFileSync(file, 'utf8')) : undefined;
  if (lock !== undefined) return lock;
  throw new AgentSiemError('not a lock of rules', {
    code: 'rules.lock',
    file,
    mend: 'Delete it and run `agent-siem rules lint --write-lock`.',
  });
};

/**
 * Lints rule files and folders. A rules.lock.json beside a rule file governs it.
 * @throws AgentSiemError when a path or a lock cannot be read
 */
export const lintPaths = (paths: readonly string[], options: LintOptions = {}): readonly Issue[] => {
  const locks = new Map<string, RuleLock | undefined>();
  const lockFor = (file: string): RuleLock | undefined => {
    const folder = dirname(file);
    if (!locks.has(folder)) locks.set(folder, readLock(folder));
    return locks.get(folder);
  };
  return lintRules(allFiles(paths, options.config), { readTestFile, lockFor, ...options });
};
