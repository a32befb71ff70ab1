/**
 * Folders.
 * @module
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AgentSiemError } from './error.js';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The folder and those above it that are not there, the outermost first. */
const missingLevels = (folder: string): readonly string[] => {
  const levels: string[] = [];
  for (let level = resolve(folder); !isFolder(level) && dirname(level) !== level; level = dirname(level)) {
    levels.unshift(level);
  }
  return levels;
};

/**
 * Makes a folder and those above it that are not there, with `mode`. Level by level: Node's own recursive way does not
 * come back where a file system refuses every new entry and calls it missing, as `/proc` does.
 * @throws the file system's own error
 */
export const makeLevels = (folder: string, mode?: number): void => {
  for (const level of missingLevels(folder)) {
    try {
      mkdirSync(level, mode === undefined ? {} : { mode });
    } catch (error) {
      // Somebody else has made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(level)) throw error;
    }
  }
};

/** The same for folders that a person names. @throws AgentSiemError `folder.unusable` */
export const makeFolder = (folder: string, mode?: number): void => {
  try {
    makeLevels(folder, mode);
  } catch (cause) {
    throw new AgentSiemError('the folder cannot be made', {
      code: 'folder.unusable',
      file: folder,
      mend: 'Name a folder in a place that can be written',
      cause,
    });
  }
};
