/**
 * Reads a pack folder from disk.
 * @module
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AgentSiemError } from '../error.js';
import type { PackFiles } from './pack-files.js';
import { MANIFEST_FILE, type Manifest } from './manifest.js';

/** Every file below a folder, with paths of forward slashes. */
export const readPackFiles = (folder: string): PackFiles => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AgentSiemError('no pack folder here', {
      code: 'pack.missing',
      file: folder,
      mend: 'Run agent-siem pack build first',
    });
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files
      .map((file): [string, string] => [relative(folder, file).split(sep).join('/'), readFileSync(file, 'utf8')])
      .sort(),
  );
};

/** The manifest of a pack that was read. */
export const manifestOf = (files: PackFiles, folder: string): Manifest => {
  const text = files.get(MANIFEST_FILE);
  const file = join(folder, MANIFEST_FILE);
  if (text === undefined) throw new AgentSiemError('the pack has no manifest', { code: 'pack.no-manifest', file });
  try {
    const manifest = JSON.parse(text) as Partial<Manifest> | null;
    if (typeof manifest?.files === 'object' && Array.isArray(manifest.rules)) return manifest as Manifest;
  } catch (cause) {
    throw new AgentSiemError('the manifest is not JSON', { code: 'pack.manifest', file, cause });
  }
  throw new AgentSiemError('the manifest lacks files or rules', { code: 'pack.manifest', file });
};
