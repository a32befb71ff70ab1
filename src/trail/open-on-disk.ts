/**
 * What stands in the folder of a trail when it is opened.
 * @module
 */
import { statSync } from 'node:fs';
import { AgentSiemError } from '../error.js';
import { ulid } from '../event/index.js';
import { removeStaged } from './atomic-file.js';
import { chainStart, type TrailKey } from './chain.js';
import { readHead, sealHolds, type Head } from './head.js';
import { listSegments, segmentPath, type TrailLayout } from './layout.js';
import { takeLock, type TrailLock } from './lock.js';
import { recover, type AppendPoint, type Recovery } from './recover.js';
import { damageError } from './trail-error.js';

const newHead = (layout: TrailLayout, key: TrailKey | undefined): Head => {
  // An empty segment is what a crash leaves before the first head.
  const filled = listSegments(layout).some((first) => statSync(segmentPath(layout, first)).size > 0);
  if (filled) throw damageError('there are segments but no head', layout.head);
  const { sequence, hash } = chainStart(key);
  return { trail_id: `trl_${ulid()}`, sequence, hash, segment: 1, bytes: 0 };
};

const checkKey = (layout: TrailLayout, head: Head, key: TrailKey | undefined): void => {
  const keyed = head.hash.startsWith('hmac-');
  if (keyed === (key !== undefined) && sealHolds(head, key)) return;
  throw new AgentSiemError(
    keyed ? 'the trail was begun with another key' : 'the trail was begun without a key, or its head was replaced',
    { code: 'trail.key', file: layout.head, mend: 'Open it with the key it was begun with, or begin a new folder.' },
  );
};

/** A folder that is locked, repaired and ready for the next line. */
export interface Opened {
  readonly lock: TrailLock;
  readonly head: Head;
  readonly point: AppendPoint;
  readonly recovery: Recovery;
}

/** Takes the lock, checks head and key, repairs a torn tail. @throws AgentSiemError; the lock is then free again */
export const openOnDisk = (layout: TrailLayout, key: TrailKey | undefined): Opened => {
  const lock = takeLock(layout.lock);
  try {
    removeStaged(layout.dir);
    removeStaged(layout.cursors);
    const found = readHead(layout.head);
    if (found !== undefined) checkKey(layout, found, key);
    const head = found ?? newHead(layout, key);
    const { recovery, ...point } = recover(layout, head, key);
    return { lock, head, point, recovery };
  } catch (error) {
    lock.release();
    throw error;
  }
};
