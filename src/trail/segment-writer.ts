/**
 * Lines into segments, one segment after the other.
 * @module
 */
import { fdatasyncSync, rmSync, statSync } from 'node:fs';
import { syncFolder } from './atomic-file.js';
import { recordLine, startLine } from './chain-file.js';
import type { ChainedLine, ChainState } from './chain.js';
import { chainPath, listSegments, segmentPath, type TrailLayout } from './layout.js';
import { grant, type Permissions } from './permissions.js';
import type { AppendPoint } from './recover.js';
import { openSegment, type SegmentFile } from './segment-file.js';

/** A place in the trail that can be gone back to. */
export interface Mark extends AppendPoint {
  readonly chainBytes: number;
}

export interface SegmentWriter {
  readonly state: ChainState;
  /** Descriptors whose data a commit must force to the disk. */
  readonly descriptors: readonly number[];
  mark(): Mark;
  /** Writes a line; the state is then `next.state`. On an error nothing of it is left. */
  append(line: string, next: ChainedLine): void;
  /** Appends of the work reach the file together. On an error nothing of them is left, and the error is thrown. */
  together<T>(work: () => T): T;
  /** Removes everything written after the mark. */
  cutTo(mark: Mark): void;
  /** Whether a segment was begun since the last call. */
  takeRotated(): boolean;
  /** Closes descriptors of finished segments. */
  releaseFinished(): void;
  close(): void;
}

export interface SegmentWriterOptions {
  readonly layout: TrailLayout;
  readonly point: AppendPoint;
  readonly permissions: Permissions;
  /** Finished segments and new names are forced to the disk. */
  readonly sync: boolean;
  readonly maxBytes: number;
  readonly maxMs: number;
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

export const createSegmentWriter = (options: SegmentWriterOptions): SegmentWriter => {
  const { layout, permissions, sync } = options;
  let { state } = options.point;
  let rotated = false;
  const finished: SegmentFile[] = [];

  const open = (first: number): SegmentFile => {
    const opened = openSegment(layout, first, permissions.fileMode, {
      bytes: sizeOf(segmentPath(layout, first)),
      chainBytes: sizeOf(chainPath(layout, first)),
    });
    if (permissions.gid !== undefined) grant(segmentPath(layout, first), permissions.fileMode, permissions);
    if (sync) syncFolder(layout.segments);
    return opened;
  };
  let file = open(options.point.segment);
  let openedAt = statSync(segmentPath(layout, file.first)).birthtimeMs || Date.now();

  let gathering = false;

  const rotate = (): void => {
    file.flush();
    if (sync)
      file.descriptors.forEach((fd) => {
        fdatasyncSync(fd);
      });
    const next = open(state.sequence + 1);
    // The state at the boundary: retention needs it when the segment before is gone.
    if (state.mixed) next.startChain(startLine(state));
    finished.push(file);
    file = next;
    if (gathering) file.hold();
    openedAt = Date.now();
    rotated = true;
  };

  const cutTo = (mark: Mark): void => {
    if (mark.segment !== file.first) {
      file.close();
      for (const done of finished.splice(0)) done.close();
      for (const first of listSegments(layout).filter((begin) => begin > mark.segment)) {
        rmSync(segmentPath(layout, first));
        rmSync(chainPath(layout, first), { force: true });
      }
      file = open(mark.segment);
    }
    file.cutTo(mark.bytes, mark.chainBytes);
    state = mark.state;
  };

  const markNow = (): Mark => ({ state, segment: file.first, bytes: file.bytes, chainBytes: file.chainBytes });

  const releaseFinished = (): void => {
    for (const done of finished.splice(0)) done.close();
  };

  return {
    get state() {
      return state;
    },
    get descriptors() {
      return file.descriptors;
    },
    mark: markNow,
    together: (work) => {
      const before = markNow();
      gathering = true;
      file.hold();
      try {
        const result = work();
        file.flush();
        return result;
      } catch (error) {
        cutTo(before);
        throw error;
      } finally {
        gathering = false;
      }
    },
    append: (line, next) => {
      if (file.bytes > 0 && (file.bytes >= options.maxBytes || Date.now() - openedAt >= options.maxMs)) rotate();
      const link = next.state.mixed ? (file.chainBytes === 0 ? startLine(state) : '') + recordLine(next) : '';
      file.append(line, link);
      state = next.state;
    },
    cutTo,
    takeRotated: () => {
      const did = rotated;
      rotated = false;
      return did;
    },
    releaseFinished,
    close: () => {
      releaseFinished();
      file.close();
    },
  };
};
