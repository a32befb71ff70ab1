/**
 * Verification of a trail on disk.
 * @module
 */
import { relative } from 'node:path';
import { AgentSiemError } from '../error.js';
import { chainStart, type TrailKey } from './chain.js';
import { createChainWalk, type ClaimedLine } from './chain-walk.js';
import { createFindings, type FindingList, type VerifyReport } from './findings.js';
import { readCheckpoint, readHead, sealHolds, stateOf, type Checkpoint, type Head } from './head.js';
import { layoutOf, listSegments, segmentPath, type TrailLayout } from './layout.js';
import { inspectLock } from './lock.js';
import { rawLines } from './raw-lines.js';
import { verifySegment, type SegmentContext } from './verify-segment.js';

/** How to verify. */
export interface VerifyOptions {
  /** Key the trail was begun with. */
  readonly key?: TrailKey;
}

interface Anchors {
  readonly head: Head | undefined;
  readonly checkpoint: Checkpoint | undefined;
}

const readAnchors = (layout: TrailLayout, key: TrailKey | undefined, findings: FindingList): Anchors => {
  const damaged = new Set<string>();
  const attempt = <T>(file: string, read: (file: string) => T): T | undefined => {
    try {
      return read(file);
    } catch (error) {
      if (!(error instanceof AgentSiemError)) throw error;
      const segment = relative(layout.dir, file);
      damaged.add(file);
      findings.add({ kind: 'edited', segment, line: 1, sequence: 0, message: error.message });
      return undefined;
    }
  };
  const head = attempt(layout.head, readHead);
  const checkpoint = attempt(layout.checkpoint, readCheckpoint);
  if (head === undefined && !damaged.has(layout.head) && listSegments(layout).length === 0) {
    throw new AgentSiemError('there is no trail here', {
      code: 'trail.absent',
      file: layout.dir,
      mend: 'Name the data folder with --data DIR.',
    });
  }
  if (head?.hash.startsWith('hmac-') === true && key === undefined) {
    throw new AgentSiemError('the trail was begun with a key', {
      code: 'trail.key',
      file: layout.head,
      mend: 'Give the key with --key-file FILE.',
    });
  }
  const headName = relative(layout.dir, layout.head);
  if (head === undefined && !damaged.has(layout.head)) {
    findings.add({ kind: 'head-missing', segment: headName, line: 1, sequence: 0, message: 'the head is missing' });
  }
  for (const [file, record] of [
    [layout.head, head],
    [layout.checkpoint, checkpoint],
  ] as const) {
    if (record === undefined) continue;
    const keyed = record.hash.startsWith('hmac-') === (key !== undefined);
    if (keyed && sealHolds(record, key) && record.trail_id === (head ?? record).trail_id) continue;
    findings.add({
      kind: 'edited',
      segment: relative(layout.dir, file),
      line: 1,
      sequence: record.sequence,
      message: 'was not written by this trail with this key',
    });
  }
  return { head, checkpoint };
};

/** Without a head the first line says whose trail it was. */
const firstTrailId = async (layout: TrailLayout): Promise<string> => {
  const [first] = listSegments(layout);
  if (first === undefined) return '';
  for await (const { bytes } of rawLines(segmentPath(layout, first))) {
    return /"trail_id":"(trl_[0-9A-Z]{26})"/.exec(bytes.toString('latin1'))?.[1] ?? '';
  }
  return '';
};

const reportMissingSegments = (
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

const reportShortage = (
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

const reportBeyond = (
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

/**
 * Verifies chain, head and checkpoint of a data folder. Takes no lock; a process may be writing.
 * @throws AgentSiemError `trail.absent`, `trail.key` (the trail was begun with a key and none is given).
 */
export const verifyTrail = async (dir: string, { key }: VerifyOptions = {}): Promise<VerifyReport> => {
  const layout = layoutOf(dir);
  // Before the head: a process that starts meanwhile must not make its lines look like additions.
  const lock = inspectLock(layout.lock);
  const findings = createFindings();
  const { head, checkpoint } = readAnchors(layout, key, findings);
  const start = checkpoint === undefined ? chainStart(key) : stateOf(checkpoint);
  const trailId = head?.trail_id ?? checkpoint?.trail_id ?? (await firstTrailId(layout));
  const anchor = head?.own === undefined ? head : undefined;
  const walk = createChainWalk(
    start,
    (sequence) => (sequence === anchor?.sequence ? anchor.hash : undefined),
    findings,
  );
  const context: SegmentContext = { layout, trailId, key, head, unclosed: lock.present, walk, findings };

  // Segments that retention had not yet removed when it was stopped lie wholly before the checkpoint.
  const segments = listSegments(layout).filter(
    (first, index, all) => first > start.sequence || (all[index + 1] ?? Infinity) > start.sequence + 1,
  );
  const beyond: ClaimedLine[] = [];
  let events = 0;
  let lines = 0;
  let missingFrom: number | undefined;
  for (const [index, first] of segments.entries()) {
    if (first > walk.due) reportMissingSegments(context, first, index === 0, checkpoint);
    const result = await verifySegment(context, first);
    beyond.push(...result.beyond);
    events += result.events;
    ({ lines, missingFrom } = result);
  }
  walk.finish();
  reportShortage(context, segments.at(-1) ?? 0, lines, missingFrom);
  const notes = reportBeyond(context, beyond, lock.live);
  if (checkpoint !== undefined) {
    notes.push(`retention removed sequences 1 to ${String(checkpoint.sequence)}; the checkpoint says so`);
  }
  if (head !== undefined && key !== undefined && !sealHolds(head, key) && findings.all.length >= events) {
    notes.push('neither the head nor any line agrees with this key: is it the one the trail was begun with?');
  }
  if (key === undefined) notes.push('no key: whoever owns the machine could have rewritten all of it');
  return {
    ok: findings.all.length === 0,
    trailIds: trailId === '' ? [] : [trailId],
    events,
    segments: segments.length,
    from: events === 0 ? 0 : (segments[0] ?? 0),
    to: events === 0 ? 0 : Math.max(head?.sequence ?? 0, walk.due - 1),
    findings: findings.all,
    notes,
  };
};
