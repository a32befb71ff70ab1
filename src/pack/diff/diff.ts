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

/** What a team will notice after the upgrade, most important first; empty when the packs are the same. */
export const diffPacks = (before: ReadPack, after: ReadPack): readonly string[] => [
  ...(before.manifest.version === after.manifest.version
    ? []
    : [`pack ${before.manifest.version} is now ${after.manifest.version}`]),
  ...(before.manifest.schema.range === after.manifest.schema.range
    ? []
    : [`event schema ${before.manifest.schema.range} is now ${after.manifest.schema.range}`]),
  ...ruleLines(before.manifest, after.manifest),
  ...queryLines(before, after),
  ...settingLines(before.manifest, after.manifest),
  ...fieldLines(before.files, after.files),
  ...dashboardLines(before.manifest, after.manifest),
  ...fileLines(before.files, after.files),
];
