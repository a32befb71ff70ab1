/**
 * Is a pack what its manifest says, and what the sources would build today?
 * @module
 */
import { MANIFEST_FILE, sha256, type Manifest } from './manifest.js';
import type { PackFiles } from './pack-files.js';

/** One thing that is wrong, with its file. */
export interface PackProblem {
  readonly file: string;
  readonly problem: 'changed' | 'missing' | 'not in the manifest' | 'stale' | 'not built any more' | 'not built yet';
}

/** Compares every file with the manifest's checksums. */
export const checkSums = (files: PackFiles, manifest: Manifest): readonly PackProblem[] => {
  const problems: PackProblem[] = [];
  for (const [file, { sha256: expected }] of Object.entries(manifest.files)) {
    const text = files.get(file);
    if (text === undefined) problems.push({ file, problem: 'missing' });
    else if (sha256(text) !== expected) problems.push({ file, problem: 'changed' });
  }
  for (const file of files.keys()) {
    const known = file in manifest.files || file === MANIFEST_FILE;
    if (!known) problems.push({ file, problem: 'not in the manifest' });
  }
  return problems;
};

/** Compares a pack with one built from the sources now. */
export const checkFresh = (files: PackFiles, built: PackFiles): readonly PackProblem[] => [
  ...[...built].flatMap(([file, text]): PackProblem[] => {
    const found = files.get(file);
    if (found === text) return [];
    return [{ file, problem: found === undefined ? 'not built yet' : 'stale' }];
  }),
  ...[...files.keys()]
    .filter((file) => !built.has(file))
    .map((file): PackProblem => ({ file, problem: 'not built any more' })),
];
