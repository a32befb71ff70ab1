/**
 * Two packs compared, in the words of somebody who watches alerts.
 * @module
 */
import type { Manifest } from '../manifest.js';
import type { PackFiles } from '../pack-files.js';
import { fieldLines } from './fields.js';
import { fileLines } from './files.js';
import { changedQueries } from './queries.js';
import { byId, ruleChanges, ruleLines, ruleName } from './rules.js';
import { dashboardLines, settingLines } from './settings.js';

/** A pack that was read. */
export interface ReadPack {
  readonly files: PackFiles;
  readonly manifest: Manifest;
}

/** Rules whose text is another, with a word where neither version nor parameters say so. */
const queryLines = (before: ReadPack, after: ReadPack): readonly string[] => {
  const [old, now] = [byId(before.manifest.rules), byId(after.manifest.rules)];
  return [...changedQueries(before.files, after.files)].flatMap(([id, targets]) => {
    const [earlier, rule] = [old.get(id), now.get(id)];
    if (earlier === undefined || rule === undefined) return [];
    const silent = ruleChanges(earlier, rule).length === 0 ? ' (same version and parameters)' : '';
    return [`rule ${ruleName(rule)}: its query changed in ${targets.join(', ')}${silent}`];
  });
};

/** One difference. */
export interface PackChange {
  /** What it is about. */
  readonly about: 'pack' | 'schema' | 'rule' | 'query' | 'setting' | 'field' | 'dashboard' | 'file';
  /** The difference in a line of words. */
  readonly change: string;
}

const about = (what: PackChange['about'], lines: readonly string[]): readonly PackChange[] =>
  lines.map((change) => ({ about: what, change }));

/** What a team will notice after the upgrade, most important first; empty when the packs are the same. */
export const diffPacks = (before: ReadPack, after: ReadPack): readonly PackChange[] => [
  ...(before.manifest.version === after.manifest.version
    ? []
    : about('pack', [`pack ${before.manifest.version} is now ${after.manifest.version}`])),
  ...(before.manifest.schema.range === after.manifest.schema.range
    ? []
    : about('schema', [`event schema ${before.manifest.schema.range} is now ${after.manifest.schema.range}`])),
  ...about('rule', ruleLines(before.manifest, after.manifest)),
  ...about('query', queryLines(before, after)),
  ...about('setting', settingLines(before.manifest, after.manifest)),
  ...about('field', fieldLines(before.files, after.files)),
  ...about('dashboard', dashboardLines(before.manifest, after.manifest)),
  ...about('file', fileLines(before.files, after.files)),
];
