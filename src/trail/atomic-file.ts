/**
 * Small files that are replaced whole or not at all.
 * @module
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const openTemporary = (temporary: string, text: string, mode: number): number => {
  const fd = openSync(temporary, 'w', mode);
  try {
    if (writeSync(fd, text) !== Buffer.byteLength(text)) {
      throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
};

let staged = 0;

/** A replacement that is written but not yet in place. */
export interface StagedFile {
  readonly fd: number;
  /** Puts it in place. */
  commit(): void;
  /** Drops it. */
  discard(): void;
}

/** Writes a replacement beside the file. */
export const stageFile = (file: string, text: string, mode = 0o600): StagedFile => {
  staged += 1;
  const temporary = `${file}.${String(process.pid)}-${String(staged)}.tmp`;
  const fd = openTemporary(temporary, text, mode);
  return {
    fd,
    commit: () => {
      closeSync(fd);
      renameSync(temporary, file);
    },
    discard: () => {
      closeSync(fd);
      rmSync(temporary, { force: true });
    },
  };
};

const STAGED = /\.json\.\d+-\d+\.tmp$/;

/** Removes replacements that a crash left beside their files. */
export const removeStaged = (folder: string): void => {
  for (const name of readdirSync(folder)) if (STAGED.test(name)) rmSync(join(folder, name), { force: true });
};

/** Replaces a file: readers see the old text or the new one. @param sync Also survives a power failure. */
export const replaceFile = (file: string, text: string, { mode = 0o600, sync = false } = {}): void => {
  const replacement = stageFile(file, text, mode);
  if (sync) fsyncSync(replacement.fd);
  replacement.commit();
  if (sync) syncFolder(dirname(file));
};

/** Makes the names in a folder survive a power failure. */
export const syncFolder = (folder: string): void => {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Text of a file, or undefined when it does not exist. */
export const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Opens a file for appending with exactly this mode, whatever the umask. */
export const openForAppend = (file: string, mode: number): number => {
  const fd = openSync(file, 'a', mode);
  fchmodSync(fd, mode);
  return fd;
};
