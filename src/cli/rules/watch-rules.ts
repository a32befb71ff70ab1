/**
 * Runs again after each change of a rule file.
 *
 * It looks at the files' state instead of asking the system for events: those lose files that editors replace in a
 * watched tree (Node 20 on Linux), and tell of files that are none of ours, such as a report written beside the rules.
 * @module
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentSiemError } from '../../error.js';
import { notice } from './rule-set.js';

const LOOK_MS = 250;
/** Files of events that a test can name stand beside the rules. */
const EVENTS = /\.(?:ndjson|jsonl)$/i;
const RULES_AND_EVENTS = /\.(?:ya?ml|ndjson|jsonl)$/i;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const filesOf = (path: string): readonly string[] => {
  const folder = isFolder(path);
  const root = folder ? path : dirname(path);
  const names = readdirSync(root, { recursive: folder, encoding: 'utf8' }).sort();
  const wanted = folder ? RULES_AND_EVENTS : EVENTS;
  return [...(folder ? [] : [path]), ...names.filter((name) => wanted.test(name)).map((name) => join(root, name))];
};

const stateOf = (file: string): string => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? `${file} gone` : [file, found.ino, found.size, found.mtimeMs, found.ctimeMs].join(' ');
};

/** Everything whose change can change a result, as one text. */
const stateOfAll = (paths: readonly string[]): string => {
  try {
    return paths.flatMap(filesOf).map(stateOf).join('\n');
  } catch {
    // A folder that is being replaced; the next look sees what came of it.
    return '';
  }
};

/** Calls `run` after each change, once the files have been still for a moment; until the process is stopped. */
export const watchRules = (paths: readonly string[], run: () => void): void => {
  let last = stateOfAll(paths);
  let changed = false;
  setInterval(() => {
    const now = stateOfAll(paths);
    if (now !== last) {
      last = now;
      changed = true;
      return;
    }
    if (!changed) return;
    changed = false;
    try {
      run();
    } catch (error) {
      // A file that is being saved may be gone for a moment; the next change runs again.
      notice(error instanceof AgentSiemError ? error.describe() : String(error));
    }
  }, LOOK_MS);
  notice('watching; Ctrl-C stops it');
};
