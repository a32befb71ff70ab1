/**
 * Rule files and folders from disk.
 * @module
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentSiemError } from '../error.js';
import { parseRules, type ParsedRules, type ParseOptions, type RuleFile } from './parse-rules.js';

const RULE_FILE = /\.ya?ml$/i;

/** Rule files under a folder, in the order of their names. */
const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && RULE_FILE.test(entry.name))
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
 * Reads rule files: files as named, folders recursively (.yml, .yaml) in name order, each file once.
 * @throws AgentSiemError when a path cannot be read
 */
export const readRuleFiles = (paths: readonly string[]): readonly RuleFile[] => {
  const seen = new Set<string>();
  return paths.flatMap(pathsOf).flatMap((file) => {
    const real = realpathSync(file);
    if (seen.has(real)) return [];
    seen.add(real);
    try {
      return [{ file, text: readFileSync(file, 'utf8') }];
    } catch (cause) {
      throw new AgentSiemError('cannot be read', { code: 'rules.not-found', file, cause });
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
 * Reads and parses rule files and folders.
 * @throws AgentSiemError when a path cannot be read; what stands in the files becomes issues
 */
export const loadRules = (paths: readonly string[], options: ParseOptions = {}): ParsedRules =>
  parseRules(readRuleFiles(paths), { readTestFile, ...options });
