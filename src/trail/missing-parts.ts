/**
 * Findings about what is not where the head and the checkpoint say: missing segments, a missing end, lines too many.
 * @module
 */
import { relative } from 'node:path';
import type { ClaimedLine } from './chain-walk.js';
import type { Checkpoint } from './head.js';
import { segmentPath } from './layout.js';
import type { SegmentContext } from './verify-segment.js';

/** Segments that are missing before `first`; the walk goes on behind them. */
export const reportMissingSegments = (
  { layout, walk, findings }: SegmentContext,
  first: number,
  oldest: boolean,
  checkpoint: Checkpoint | undefined,
): void => {
  const range = `${String(walk.due)} to ${String(first - 1)} are missing`;
  const why = checkpoint === undefined ? 'and no checkpoint says so' : 'and the checkpoint ends before them';
  findings.add(
    oldest
      ? {
          kind: 'oldest-segment-removed',
          segment: relative(layout.dir, segmentPath(layout, walk.due)),
          line: 1,
          sequence: walk.due,
          message: `${range} ${why}`,
        }
      : {
          kind: 'removed',
          segment: relative(layout.dir, segmentPath(layout, first)),
          line: 1,
          sequence: walk.due,
          message: `${range} before this segment`,
        },
  );
  walk.resume(first - 1, undefined);
};

/** Events up to the head that no segment holds. */
export const reportShortage = (
  { layout, head, walk, findings }: SegmentContext,
  newest: number,
  lines: number,
  missingFrom: number | undefined,
): void => {
  if (head === undefined) return;
  const sequence = missingFrom ?? (walk.due <= head.sequence ? walk.due : undefined);
  if (sequence === undefined) return;
  const message = `${String(sequence)} to ${String(head.sequence)} are missing at the end`;
  const name = (first: number): string => relative(layout.dir, segmentPath(layout, first));
  findings.add(
    head.segment > newest
      ? { kind: 'newest-segment-removed', segment: name(head.segment), line: 1, sequence, message }
      : { kind: 'truncated', segment: name(newest), line: lines + 1, sequence, message },
  );
};

/** Lines behind the head: added after the trail was closed, or (as a note) left by a crash or just being written. */
export const reportBeyond = (
  { head, findings, unclosed }: SegmentContext,
  lines: readonly ClaimedLine[],
  live: boolean,
): string[] => {
  const [first] = lines;
  if (first === undefined) return [];
  if (!unclosed) {
    findings.add({
      kind: 'inserted',
      segment: first.segment,
      line: first.line,
      sequence: (head?.sequence ?? 0) + 1,
      message: 'was added after the trail was closed',
    });
    return [];
  }
  const why = live ? 'being written' : 'left by a crash; the next start takes over what continues the chain';
  return [`${String(lines.length)} lines behind the head: ${why}`];
};
