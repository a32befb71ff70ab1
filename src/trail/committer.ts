/**
 * Group commit: many appends, one head.
 * @module
 */
import { fdatasync, fdatasyncSync } from 'node:fs';
import { promisify } from 'node:util';
import type { AgentSiemError } from '../error.js';
import { createHeadKeeper, type HeadKeeperOptions } from './head-keeper.js';
import type { Mark, SegmentWriter } from './segment-writer.js';
import { writeError } from './trail-error.js';
import type { TrailEntry } from './trail-port.js';

/** What durable means. */
export type Durability = 'fsync' | 'os';

const syncData = promisify(fdatasync);

/** Appends that may wait for one commit; beyond it the commit is done at once, so that memory stays bounded. */
const MAX_PENDING = 4096;

interface Waiter {
  readonly entry: TrailEntry | undefined;
  readonly resolve: (entry: TrailEntry) => void;
  readonly reject: (error: AgentSiemError) => void;
}

export interface Committer {
  /** The last durable sequence. */
  readonly sequence: number;
  /** Set once the disk can no longer be trusted; the trail must be opened again. */
  readonly failure: AgentSiemError | undefined;
  /** Tries again to write a head that could not be written. @throws AgentSiemError while it cannot. */
  requireHead(): void;
  /** Takes a written entry into the next commit. */
  add(entry: TrailEntry): Promise<TrailEntry>;
  /** Resolves when all that was added is durable. */
  settle(): Promise<void>;
  /** Resolves with true when the durable sequence is past a number, with false when it never will be. */
  waitBeyond(sequence: number, signal?: AbortSignal): Promise<boolean>;
  /** Writes the head for what is on disk now. */
  writeHead(): void;
  /** Lets waiting readers go. */
  end(): void;
}

export interface CommitterOptions extends HeadKeeperOptions {
  readonly durability: Durability;
  readonly writer: SegmentWriter;
  readonly onDurable: (entry: TrailEntry) => void;
  readonly onRotated: () => void;
  readonly onError: (error: unknown) => void;
}

export const createCommitter = (options: CommitterOptions): Committer => {
  const { layout, writer } = options;
  const fsyncs = options.durability === 'fsync';
  let durable: Mark = writer.mark();
  let pending: Waiter[] = [];
  let inFlight: Waiter[] = [];
  let scheduled = false;
  let committing = false;
  let failure: AgentSiemError | undefined;
  let ended = false;
  const readers = new Set<() => void>();

  const heads = createHeadKeeper(options);

  const succeed = (mark: Mark, group: readonly Waiter[]): void => {
    durable = mark;
    // A running sync may still use the descriptors of a finished segment.
    if (!committing) writer.releaseFinished();
    for (const { entry, resolve } of group) {
      if (entry !== undefined) options.onDurable(entry);
      resolve(entry as TrailEntry);
    }
    for (const wake of readers) wake();
    if (!writer.takeRotated()) return;
    try {
      // Retention reads and writes other files: its trouble is not that of the events.
      options.onRotated();
    } catch (error) {
      options.onError(error);
    }
  };

  const takeAll = (): Waiter[] => {
    const all = [...inFlight, ...pending];
    inFlight = [];
    pending = [];
    return all;
  };

  /** What is not under the head goes, from the files and from the callers' hopes. */
  const fail = (cause: unknown): void => {
    const error = writeError(cause, layout.dir);
    try {
      writer.cutTo(durable);
    } catch (second) {
      failure = writeError(second, layout.dir);
    }
    for (const { reject } of takeAll()) reject(error);
  };

  const commitNow = (): void => {
    const mark = writer.mark();
    if (!fsyncs) {
      // With the operating system the lines are safe from a crash of this process; a head that is behind only makes
      // the next start take them over.
      if (mark.state.sequence !== durable.state.sequence) heads.replaceSoon(mark);
      succeed(mark, takeAll());
      return;
    }
    try {
      if (mark.state.sequence !== durable.state.sequence) {
        for (const fd of writer.descriptors) fdatasyncSync(fd);
        heads.replace(mark, true);
      }
    } catch (error) {
      fail(error);
      return;
    }
    succeed(mark, takeAll());
  };

  /** Data and the staged head go to the disk together; the head takes its place when both are there. */
  const syncTo = (mark: Mark): Promise<void> =>
    heads.replaceWith(
      mark,
      writer.descriptors.map((fd) => syncData(fd)),
      // A commit that was forced meanwhile has put a later head in place.
      () => durable.state.sequence < mark.state.sequence,
    );

  const commitSynced = async (): Promise<void> => {
    committing = true;
    while (pending.length > 0) {
      inFlight = pending;
      pending = [];
      const mark = writer.mark();
      try {
        if (durable.state.sequence < mark.state.sequence) await syncTo(mark);
      } catch (error) {
        if (inFlight.length > 0) fail(error);
        continue;
      }
      const group = inFlight;
      inFlight = [];
      succeed(durable.state.sequence < mark.state.sequence ? mark : durable, group);
    }
    committing = false;
    writer.releaseFinished();
  };

  const schedule = (): void => {
    if (pending.length >= MAX_PENDING) {
      commitNow();
      return;
    }
    if (scheduled || committing) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!fsyncs) commitNow();
      else if (!committing) void commitSynced();
    });
  };

  const enqueue = (entry: TrailEntry | undefined): Promise<TrailEntry> =>
    new Promise((resolve, reject) => {
      pending.push({ entry, resolve, reject });
      schedule();
    });

  return {
    get sequence() {
      return durable.state.sequence;
    },
    get failure() {
      return failure;
    },
    add: enqueue,
    settle: async () => {
      await enqueue(undefined);
      heads.catchUp();
    },
    requireHead: () => {
      if (heads.failing) heads.catchUp();
    },
    waitBeyond: (sequence, signal) =>
      new Promise((resolve) => {
        const check = (): void => {
          const there = durable.state.sequence > sequence;
          if (!there && !ended && signal?.aborted !== true) return;
          readers.delete(check);
          signal?.removeEventListener('abort', check);
          resolve(there);
        };
        readers.add(check);
        signal?.addEventListener('abort', check);
        check();
      }),
    writeHead: () => {
      durable = writer.mark();
      heads.replace(durable, fsyncs);
    },
    end: () => {
      ended = true;
      for (const wake of readers) wake();
    },
  };
};
