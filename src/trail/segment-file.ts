/**
 * The segment that is being written, with its chain file.
 * @module
 */
import { closeSync } from 'node:fs';
import { createAppender } from './appender.js';
import { openForAppend } from './atomic-file.js';
import { chainPath, segmentPath, type TrailLayout } from './layout.js';

/** Appends lines whole or not at all. */
export interface SegmentFile {
  readonly first: number;
  /** Descriptors that hold data of this segment. */
  readonly descriptors: readonly number[];
  /** Size with what is held. */
  readonly bytes: number;
  readonly chainBytes: number;
  /**
   * Appends a line and its link of the chain file, which is empty where there is none.
   * @throws the system's error; then nothing of the line is left in the file.
   */
  append(line: string, link: string): void;
  /** Begins the chain file before the first line. @throws the system's error; then nothing of it is left in the file. */
  startChain(text: string): void;
  /** Keeps what is appended from here on until `flush`; whoever holds cuts back to where it began on an error. */
  hold(): void;
  /** Writes what is held and holds no longer. @throws the system's error */
  flush(): void;
  /** Cuts back to sizes the file had; what is held goes with it. */
  cutTo(bytes: number, chainBytes: number): void;
  close(): void;
}

/** Opens or creates a segment. @param bytes Its size. @param chainBytes The size of its chain file, 0 without one. */
export const openSegment = (
  layout: TrailLayout,
  first: number,
  mode: number,
  sizes = { bytes: 0, chainBytes: 0 },
): SegmentFile => {
  const fd = openForAppend(segmentPath(layout, first), mode);
  const chain = createAppender(() => openForAppend(chainPath(layout, first), 0o600), sizes.chainBytes);
  // The chain file first: a crash may leave a link without its line, which the next start takes back.
  const lines = createAppender(
    () => fd,
    sizes.bytes,
    () => {
      chain.flush();
    },
  );
  let holding = false;

  const cutTo = (bytes: number, chainBytes: number): void => {
    holding = false;
    lines.cutTo(bytes);
    chain.cutTo(chainBytes);
  };
  return {
    first,
    get descriptors() {
      return chain.descriptor === undefined ? [fd] : [fd, chain.descriptor];
    },
    get bytes() {
      return lines.bytes;
    },
    get chainBytes() {
      return chain.bytes;
    },
    append: (line, link) => {
      const { bytes } = lines;
      const { bytes: chainBytes } = chain;
      try {
        if (link !== '') chain.put(link);
        lines.put(`${line}\n`);
        if (!holding) lines.flush();
      } catch (error) {
        // While lines are held the sizes of before are those of no file: whoever holds cuts back to where it began.
        if (!holding) cutTo(bytes, chainBytes);
        throw error;
      }
    },
    startChain: (text) => {
      try {
        chain.put(text);
        chain.flush();
      } catch (error) {
        chain.cutTo(0);
        throw error;
      }
    },
    hold: () => {
      holding = true;
    },
    flush: () => {
      holding = false;
      lines.flush();
    },
    cutTo,
    close: () => {
      closeSync(fd);
      chain.close();
    },
  };
};
