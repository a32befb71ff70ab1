/**
 * Keeps head.json up with the trail.
 * @module
 */
import { fsync } from 'node:fs';
import { promisify } from 'node:util';
import type { AgentSiemError } from '../error.js';
import { replaceFile, stageFile } from './atomic-file.js';
import type { TrailKey } from './chain.js';
import { sealRecord } from './head.js';
import type { TrailLayout } from './layout.js';
import { grant, type Permissions } from './permissions.js';
import type { Mark } from './segment-writer.js';
import { writeError } from './trail-error.js';

const syncAll = promisify(fsync);

/** Longest that the head stays behind lines which are durable without it, milliseconds. */
const LAG_MS = 50;

/** Heads that are behind; written when the process ends in an orderly way. */
const behind = new Set<() => void>();
process.on('exit', () => {
  for (const write of behind) write();
});

export interface HeadKeeper {
  /** Replaces the head now. @param sync Also for a power failure. */
  replace(mark: Mark, sync: boolean): void;
  /** Stages a head and forces it to the disk while `work` runs; it takes its place after both if `wanted` still. */
  replaceWith(mark: Mark, work: Promise<unknown>[], wanted: () => boolean): Promise<void>;
  /** Replaces the head soon. */
  replaceSoon(mark: Mark): void;
  /** Writes a head that is behind. @throws AgentSiemError when it cannot be written. */
  catchUp(): void;
  /** Whether the last attempt to catch up failed. */
  readonly failing: boolean;
}

export interface HeadKeeperOptions {
  readonly layout: TrailLayout;
  readonly trailId: string;
  readonly key: TrailKey | undefined;
  readonly permissions: Permissions;
}

export const createHeadKeeper = ({ layout, trailId, key, permissions }: HeadKeeperOptions): HeadKeeper => {
  let due: Mark | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failing: AgentSiemError | undefined;

  const textOf = ({ state, segment, bytes }: Mark): string => {
    const { sequence, hash, own, mixed } = state;
    return sealRecord({ trail_id: trailId, sequence, hash, segment, bytes, ...(mixed ? { own } : {}) }, key);
  };

  const share = (): void => {
    if (permissions.gid !== undefined) grant(layout.head, permissions.fileMode, permissions);
  };

  const replace = (mark: Mark, sync: boolean): void => {
    replaceFile(layout.head, textOf(mark), { mode: permissions.fileMode, sync });
    share();
  };

  const catchUp = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (due === undefined) return;
    try {
      replace(due, false);
    } catch (error) {
      failing = writeError(error, layout.head);
      throw failing;
    }
    failing = undefined;
    due = undefined;
    behind.delete(quietly);
  };

  const quietly = (): void => {
    try {
      catchUp();
    } catch {
      // Kept in `failing`: the next append says so. At the exit the next start takes the lines over.
    }
  };

  return {
    replace,
    catchUp,
    get failing() {
      return failing !== undefined;
    },
    replaceWith: async (mark, work, wanted) => {
      const head = stageFile(layout.head, textOf(mark), permissions.fileMode);
      let synced = false;
      try {
        await Promise.all([...work, syncAll(head.fd)]);
        synced = true;
      } finally {
        if (synced && wanted()) head.commit();
        else head.discard();
      }
      share();
    },
    replaceSoon: (mark) => {
      due = mark;
      behind.add(quietly);
      timer ??= setTimeout(quietly, LAG_MS).unref();
    },
  };
};
