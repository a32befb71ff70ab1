/**
 * What a trail on disk is measured against: its head and its checkpoint.
 * @module
 */
import { relative } from 'node:path';
import { AgentSiemError } from '../error.js';
import type { TrailKey } from './chain.js';
import type { FindingList } from './findings.js';
import { readCheckpoint, readHead, sealHolds, type Checkpoint, type Head } from './head.js';
import { listSegments, segmentPath, type TrailLayout } from './layout.js';
import { rawLines } from './raw-lines.js';

/** Both, where they can be read. */
export interface Anchors {
  readonly head: Head | undefined;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Reads them; what is wrong with them becomes findings.
 * @throws AgentSiemError `trail.absent`, `trail.key`
 */
export const readAnchors = (layout: TrailLayout, key: TrailKey | undefined, findings: FindingList): Anchors => {
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
export const firstTrailId = async (layout: TrailLayout): Promise<string> => {
  const [first] = listSegments(layout);
  if (first === undefined) return '';
  for await (const { bytes } of rawLines(segmentPath(layout, first))) {
    return /"trail_id":"(trl_[0-9A-Z]{26})"/.exec(bytes.toString('latin1'))?.[1] ?? '';
  }
  return '';
};
