/**
 * Removing old segments, with a checkpoint first.
 * @module
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { replaceFile } from './atomic-file.js';
import { readChainFile } from './chain-file.js';
import { chainHash, type ChainState, type TrailKey } from './chain.js';
import { slowestCursor } from './cursor.js';
import { sealRecord } from './head.js';
import { chainPath, listSegments, segmentPath, type TrailLayout } from './layout.js';

/** How long the trail keeps what it recorded. */
export interface Retention {
  /** Remove segments whose last event is older, in milliseconds. */
  readonly maxAgeMs?: number;
  /** Remove the oldest segments while all of them together are larger, in bytes. */
  readonly maxBytes?: number;
  /** Keep what a saved cursor has not passed, whatever its age; default true. */
  readonly keepUnread?: boolean;
}

interface Segment {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  readonly modified: number;
}

const describeSegments = (layout: TrailLayout): Segment[] => {
  const firsts = listSegments(layout);
  return firsts.map((first, index) => {
    const { size, mtimeMs } = statSync(segmentPath(layout, first));
    return { first, last: (firsts[index + 1] ?? Infinity) - 1, bytes: size, modified: mtimeMs };
  });
};

/** The state after the last line of a segment, where the next one begins. */
const stateAfter = (layout: TrailLayout, segment: Segment, key: TrailKey | undefined): ChainState => {
  const next = readChainFile(chainPath(layout, segment.last + 1));
  if (next?.start.sequence === segment.last) return next.start;
  const lines = readFileSync(segmentPath(layout, segment.first), 'utf8').split('\n');
  const link = { sequence: segment.last, hash: chainHash(lines.at(-2) ?? '', key) };
  return { ...link, own: link, mixed: false };
};

/** Removes what is due; the newest segment always stays. Returns how many segments went. */
export const retain = (
  layout: TrailLayout,
  trailId: string,
  retention: Retention,
  key: TrailKey | undefined,
  now: number,
): number => {
  const segments = describeSegments(layout);
  const read = retention.keepUnread === false ? Infinity : (slowestCursor(layout, trailId) ?? Infinity);
  let total = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const due: Segment[] = [];
  for (const segment of segments.slice(0, -1)) {
    const tooOld = retention.maxAgeMs !== undefined && now - segment.modified > retention.maxAgeMs;
    const tooMuch = retention.maxBytes !== undefined && total > retention.maxBytes;
    if ((!tooOld && !tooMuch) || segment.last > read) break;
    total -= segment.bytes;
    due.push(segment);
  }
  const newest = due.at(-1);
  if (newest === undefined) return 0;
  const { sequence, hash, own, mixed } = stateAfter(layout, newest, key);
  const removed_at = new Date(now).toISOString();
  const record = { trail_id: trailId, sequence, hash, ...(mixed ? { own } : {}), removed_at };
  replaceFile(layout.checkpoint, sealRecord(record, key), { sync: true });
  for (const segment of due) {
    rmSync(segmentPath(layout, segment.first));
    rmSync(chainPath(layout, segment.first), { force: true });
  }
  return due.length;
};
