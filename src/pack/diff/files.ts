/**
 * Files of two packs compared.
 * @module
 */
import { MANIFEST_FILE, sha256 } from '../manifest.js';
import type { PackFiles } from '../pack-files.js';

/** Files that changed without any of the above: how many, by folder. */
export const fileLines = (before: PackFiles, after: PackFiles): readonly string[] => {
  const folders = new Map<string, { changed: number; added: number; removed: number }>();
  const count = (file: string, what: 'changed' | 'added' | 'removed'): void => {
    const folder = file.includes('/') ? (file.split('/')[0] ?? file) : file;
    const counts = folders.get(folder) ?? { changed: 0, added: 0, removed: 0 };
    counts[what] += 1;
    folders.set(folder, counts);
  };
  for (const [file, text] of after) {
    const earlier = before.get(file);
    if (file === MANIFEST_FILE) continue;
    if (earlier === undefined) count(file, 'added');
    else if (sha256(earlier) !== sha256(text)) count(file, 'changed');
  }
  for (const file of before.keys()) if (!after.has(file)) count(file, 'removed');
  return [...folders].map(
    ([folder, { changed, added, removed }]) => `files in ${folder}: ${changed} changed, ${added} new, ${removed} gone`,
  );
};
