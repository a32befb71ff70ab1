/**
 * Local side files: what was refused (quarantine) and what could not be delivered (dead letter).
 * @module
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openForAppend, readIfThere, replaceFile } from './atomic-file.js';
import { makeFolder } from './layout.js';
import { writeError } from './trail-error.js';

/** How much of a side file is kept. */
export interface SideFileLimits {
  /** The file is turned over to a numbered piece at this size, default 16 MiB. */
  readonly maxBytes?: number;
  /** Pieces kept beside the file, default 15; the oldest goes, and its lines are counted. */
  readonly maxPieces?: number;
  /** Also survives a power failure. */
  readonly sync?: boolean;
}

const DEFAULT_BYTES = 16 * 1024 * 1024;
const DEFAULT_PIECES = 15;
const SUFFIX = '.ndjson';

const stemOf = (file: string): string => basename(file, SUFFIX);
const droppedFile = (file: string): string => join(dirname(file), `${stemOf(file)}.dropped.json`);

/** Turned-over pieces of a side file, oldest first. */
export const sideFilePieces = (file: string): string[] => {
  const stem = stemOf(file);
  let names: string[];
  try {
    names = readdirSync(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.startsWith(stem) && /^-\d{8}T\d{9}Z-\d+-\d+\.ndjson$/.test(name.slice(stem.length)))
    .sort()
    .map((name) => join(dirname(file), name));
};

let turned = 0;

/** Renames a side file to a piece of its own name; false when there is none. Two processes may do so at once. */
export const turnOver = (file: string): boolean => {
  turned += 1;
  const when = new Date().toISOString().replace(/[-:.]/g, '');
  const count = String(turned).padStart(6, '0');
  const piece = join(dirname(file), `${stemOf(file)}-${when}-${String(process.pid)}-${count}${SUFFIX}`);
  try {
    renameSync(file, piece);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};

const openIfThere = (file: string): number | undefined => {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const endsInNewline = (file: string, size: number): boolean => {
  const fd = size === 0 ? undefined : openIfThere(file);
  // Turned over since it was opened: the lines are written again.
  if (fd === undefined) return true;
  try {
    const last = Buffer.alloc(1);
    return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === 0x0a;
  } finally {
    closeSync(fd);
  }
};

const writeWhole = (fd: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length;) {
    const more = writeSync(fd, bytes, written);
    // A file system that takes nothing and reports nothing would loop for ever.
    if (more === 0) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    written += more;
  }
};

/** Appends whole lines; returns the file's size, or undefined when the file was turned over meanwhile. */
const appendOnce = (file: string, text: string, sync: boolean): number | undefined => {
  const fd = openForAppend(file, 0o600);
  try {
    const { size, ino } = fstatSync(fd);
    try {
      // What a crash tore off must not take the next line with it.
      writeWhole(fd, Buffer.from(endsInNewline(file, size) ? text : `\n${text}`));
      if (sync) fsyncSync(fd);
    } catch (error) {
      ftruncateSync(fd, size);
      throw error;
    }
    const there = statSync(file, { throwIfNoEntry: false });
    return there?.ino === ino ? there.size : undefined;
  } finally {
    closeSync(fd);
  }
};

const countLines = (file: string): number => {
  const fd = openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    let lines = 0;
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      for (let at = chunk.indexOf(0x0a); at !== -1 && at < read; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
    }
    return lines;
  } finally {
    closeSync(fd);
  }
};

/** Lines that were removed for room, since the folder was made. */
export const droppedLines = (file: string): number => {
  try {
    const { lines } = JSON.parse(readIfThere(droppedFile(file)) ?? '{}') as { lines?: unknown };
    return typeof lines === 'number' ? lines : 0;
  } catch {
    return 0;
  }
};

const dropOldest = (file: string, maxPieces: number): number => {
  let dropped = 0;
  const pieces = sideFilePieces(file);
  for (const piece of pieces.slice(0, Math.max(0, pieces.length - maxPieces))) {
    const lines = countLines(piece);
    rmSync(piece, { force: true });
    dropped += lines;
  }
  if (dropped > 0) {
    const lines = droppedLines(file) + dropped;
    replaceFile(droppedFile(file), `${JSON.stringify({ lines, last: new Date().toISOString() })}\n`);
  }
  return dropped;
};

/**
 * Appends lines to an `.ndjson` file with mode 0600, all or none of them, within limits.
 * @returns How many of the oldest lines were removed for room; `droppedLines` keeps their sum.
 * @throws AgentSiemError when it cannot be written.
 */
export const appendLines = (file: string, lines: readonly string[], limits: SideFileLimits = {}): number => {
  const { maxBytes = DEFAULT_BYTES, maxPieces = DEFAULT_PIECES, sync = false } = limits;
  if (lines.length === 0) return 0;
  try {
    makeFolder(dirname(file));
    const text = lines.map((line) => `${line}\n`).join('');
    let size: number | undefined;
    // Written into a piece that a replay has already read, the lines would be lost: they are written again.
    while (size === undefined) size = appendOnce(file, text, sync);
    return size >= maxBytes && turnOver(file) ? dropOldest(file, maxPieces) : 0;
  } catch (error) {
    throw writeError(error, file);
  }
};

/** Appends one JSON object as a line. @returns and @throws as `appendLines`. */
export const appendNdjson = (file: string, value: unknown, limits?: SideFileLimits): number =>
  appendLines(file, [JSON.stringify(value)], limits);
