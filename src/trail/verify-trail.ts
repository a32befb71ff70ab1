/**
 * Verification of a trail on disk.
 * @module
 */
import { firstTrailId, readAnchors } from './anchors.js';
import { chainStart, type TrailKey } from './chain.js';
import { createChainWalk, type ClaimedLine } from './chain-walk.js';
import { createFindings, type VerifyReport } from './findings.js';
import { sealHolds, stateOf } from './head.js';
import { layoutOf, listSegments } from './layout.js';
import { inspectLock } from './lock.js';
import { reportBeyond, reportMissingSegments, reportShortage } from './missing-parts.js';
import { verifySegment, type SegmentContext } from './verify-segment.js';

/** How to verify. */
export interface VerifyOptions {
  /** Key the trail was begun with. */
  readonly key?: TrailKey;
}

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
