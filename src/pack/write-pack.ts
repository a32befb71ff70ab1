/**
 * Writes a pack folder: what is no longer built is removed, what a person put there is not touched.
 * @module
 */
import { readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { CONFORMANCE_FILE, type Manifest } from './manifest.js';
import type { PackFiles } from './pack-files.js';

const removeEmpty = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = join(folder, entry.name);
    removeEmpty(inner);
    if (readdirSync(inner).length === 0) rmdirSync(inner);
  }
};

/** Writes the files; removes those that only the manifest before knew. The conformance report is never written. */
export const writePack = (folder: string, files: PackFiles, before: Manifest | undefined): void => {
  for (const path of Object.keys(before?.files ?? {})) {
    if (!files.has(path) && !path.split('/').includes('..')) rmSync(join(folder, path), { force: true });
  }
  for (const [path, text] of files) {
    if (path === CONFORMANCE_FILE) continue;
    const file = join(folder, path);
    makeFolder(dirname(file));
    writeFileSync(file, text);
  }
  removeEmpty(folder);
};
