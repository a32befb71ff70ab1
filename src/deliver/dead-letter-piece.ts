/**
 * A turned-over piece of the dead-letter file, taken from the front.
 * @module
 */
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

const openIfThere = (piece: string): number | undefined => {
  try {
    return openSync(piece, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const CHUNK_BYTES = 256 * 1024;
const BATCH_BYTES = 1024 * 1024;

/** The first lines of a piece and how many bytes they take. */
export interface Front {
  readonly lines: readonly string[];
  readonly bytes: number;
}

/** Reads the first lines after an offset: at most `maxLines`, about 1 MiB, at least one. Empty when the piece is, or is gone. */
export const readFront = (piece: string, maxLines: number, offset = 0): Front => {
  const fd = openIfThere(piece);
  if (fd === undefined) return { lines: [], bytes: 0 };
  try {
    const chunks: Buffer[] = [];
    let held = 0;
    let newlines = 0;
    while (newlines === 0 || (newlines < maxLines && held < BATCH_BYTES)) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(fd, chunk, 0, CHUNK_BYTES, offset + held);
      if (read === 0) break;
      const part = chunk.subarray(0, read);
      for (let at = part.indexOf(0x0a); at !== -1; at = part.indexOf(0x0a, at + 1)) newlines += 1;
      chunks.push(part);
      held += read;
    }
    const block = Buffer.concat(chunks);
    const lines: string[] = [];
    let from = 0;
    while (lines.length < maxLines && from < block.length) {
      const end = block.indexOf(0x0a, from);
      // A last line without newline is what a crash tore; with lines before it, it comes in the next round.
      if (end === -1 && lines.length > 0) break;
      const to = end === -1 ? block.length : end;
      lines.push(block.toString('utf8', from, to));
      from = Math.min(block.length, to + 1);
    }
    return { lines, bytes: from };
  } finally {
    closeSync(fd);
  }
};

/** Replaces the first `bytes` of a piece by `kept` lines, in one step: readers see it before or after. */
export const replaceFront = (piece: string, bytes: number, kept: readonly string[]): void => {
  const temporary = `${piece}.tmp`;
  const from = openIfThere(piece);
  if (from === undefined) return;
  const to = openSync(temporary, 'w', 0o600);
  let left = 0;
  const put = (data: Buffer): void => {
    for (let written = 0; written < data.length;) written += writeSync(to, data, written);
    left += data.length;
  };
  try {
    if (kept.length > 0) put(Buffer.from(kept.map((line) => `${line}\n`).join('')));
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let position = bytes;
    for (let read = readSync(from, chunk, 0, CHUNK_BYTES, position); read > 0;) {
      put(chunk.subarray(0, read));
      position += read;
      read = readSync(from, chunk, 0, CHUNK_BYTES, position);
    }
    fsyncSync(to);
  } finally {
    closeSync(from);
    closeSync(to);
  }
  if (left > 0) renameSync(temporary, piece);
  else {
    rmSync(piece, { force: true });
    rmSync(temporary, { force: true });
  }
};
