/**
 * The segment that is being written, with its chain file.
 * @module
 */
import { closeSync, ftruncateSync, writeSync } from 'node:fs';
import { openForAppend } from './atomic-file.js';
import { chainPath, segmentPath, type TrailLayout } from './layout.js';

/** Appends lines whole or not at all. */
export interface SegmentFile {
  readonly first: number;
  /** Descriptors that hold data of this segment. */
  readonly descriptors: readonly number[];
  readonly bytes: number;
  readonly chainBytes: number;
  /** @throws the system's error; then nothing of the line is left in the file. */
  append(line: string): void;
  appendChain(text: string): void;
  /** Cuts back to sizes the file had. */
  cutTo(bytes: number, chainBytes: number): void;
  close(): void;
}

const writeWhole = (fd: number, text: string): number => {
  const due = Buffer.byteLength(text);
  let written = writeSync(fd, text);
  if (written < due) {
    const rest = Buffer.from(text);
    while (written < due) {
      const more = writeSync(fd, rest, written);
      // A file system that takes nothing and reports nothing would loop for ever.
      if (more === 0) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
      written += more;
    }
  }
  return due;
};

/** Opens or creates a segment. @param bytes Its size. @param chainBytes The size of its chain file, 0 without one. */
export const openSegment = (
  layout: TrailLayout,
  first: number,
  mode: number,
  sizes = { bytes: 0, chainBytes: 0 },
): SegmentFile => {
  const fd = openForAppend(segmentPath(layout, first), mode);
  let { bytes, chainBytes } = sizes;
  let chainFd: number | undefined;
  const chain = (): number => (chainFd ??= openForAppend(chainPath(layout, first), 0o600));
  return {
    first,
    get descriptors() {
      return chainFd === undefined ? [fd] : [fd, chainFd];
    },
    get bytes() {
      return bytes;
    },
    get chainBytes() {
      return chainBytes;
    },
    append: (line) => {
      try {
        bytes += writeWhole(fd, `${line}\n`);
      } catch (error) {
        ftruncateSync(fd, bytes);
        throw error;
      }
    },
    appendChain: (text) => {
      try {
        chainBytes += writeWhole(chain(), text);
      } catch (error) {
        if (chainFd !== undefined) ftruncateSync(chainFd, chainBytes);
        throw error;
      }
    },
    cutTo: (toBytes, toChainBytes) => {
      ftruncateSync(fd, toBytes);
      if (chainBytes > 0 || toChainBytes > 0) ftruncateSync(chain(), toChainBytes);
      bytes = toBytes;
      chainBytes = toChainBytes;
    },
    close: () => {
      closeSync(fd);
      if (chainFd !== undefined) closeSync(chainFd);
    },
  };
};
