/**
 * The trail: the only writer.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { CanonicalEvent } from '../event/index.js';
import { advance, withIntegrity } from './chain.js';
import { createCommitter } from './committer.js';
import { openCursor } from './cursor.js';
import { layoutOf } from './layout.js';
import { openOnDisk, type Opened } from './open-on-disk.js';
import { makeFolders, permissionsFor } from './permissions.js';
import { readBatches, readLines, type ReadLinesOptions } from './read-lines.js';
import { retain } from './retention.js';
import { createSegmentWriter } from './segment-writer.js';
import { closedError, OWN_EVENT, ownEventError, writeError } from './trail-error.js';
import type { ReadOptions, Trail, TrailOptions } from './trail-options.js';
import type { TrailEntry } from './trail-port.js';
import { WrittenEntry } from './written-entry.js';

const warn = (error: unknown): void => {
  process.emitWarning(error instanceof Error ? error.message : String(error), { code: 'AGENT_SIEM' });
};

const DAY_MS = 86_400_000;
const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

/**
 * Opens the trail of a data folder for this process, repairing a tail that a crash tore.
 * @throws AgentSiemError `trail.locked` (another process has it), `trail.damaged` (it does not hold what its head
 *   says), `trail.key`, `trail.read-only`, `trail.disk-full`.
 * @example
 * const trail = openTrail({ dir: '.agent-siem' });
 * await trail.append(writeEvent(event)); // durable
 */
export const openTrail = (options: TrailOptions): Trail => {
  const layout = layoutOf(options.dir);
  const { key, retention, durability = 'fsync' } = options;
  const permissions = permissionsFor(options.group);
  let opened: Opened;
  try {
    makeFolders(layout, permissions);
    opened = openOnDisk(layout, key);
  } catch (error) {
    throw writeError(error, layout.dir);
  }
  const { lock, head, point, recovery } = opened;
  const trailId = head.trail_id;
  const listeners = new Set<(entry: TrailEntry) => void>();
  let closed = false;

  const applyRetention = (): void => {
    if (retention !== undefined) retain(layout, trailId, retention, key, Date.now());
  };
  const writer = createSegmentWriter({
    layout,
    point,
    permissions,
    sync: durability === 'fsync',
    maxBytes: options.maxSegmentBytes ?? DEFAULT_SEGMENT_BYTES,
    maxMs: options.maxSegmentMs ?? DAY_MS,
  });
  const committer = createCommitter({
    layout,
    trailId,
    key,
    durability,
    writer,
    permissions,
    onDurable: (entry) => {
      for (const listener of listeners) listener(entry);
    },
    onRotated: applyRetention,
    onError: options.onError ?? warn,
  });
  try {
    committer.writeHead();
    applyRetention();
  } catch (error) {
    writer.close();
    lock.release();
    throw writeError(error, layout.dir);
  }

  const write = (input: CanonicalEvent): TrailEntry => {
    // An event whose group has a place to go to has none yet.
    const received = (input.integrityAt ?? -1) >= 0 ? undefined : input.event.integrity;
    if (received?.trail_id === trailId) throw ownEventError();
    const { state } = writer;
    const sealed =
      received === undefined
        ? withIntegrity(input, {
            trail_id: trailId,
            sequence: state.own.sequence + 1,
            previous_hash: state.own.hash,
          })
        : input;
    const next = advance(state, sealed.line, received === undefined, key);
    writer.append(sealed.line, next);
    return new WrittenEntry(sealed, next.state.sequence);
  };

  /** An event that came back is refused alone; trouble with the disk is everyone's. */
  const tryWrite = (input: CanonicalEvent): TrailEntry | AgentSiemError => {
    try {
      return write(input);
    } catch (error) {
      if (error instanceof AgentSiemError && error.code === OWN_EVENT) return error;
      throw error;
    }
  };

  const reading = ({ fromSequence = 1, follow, signal, lazy }: ReadOptions = {}): ReadLinesOptions => ({
    fromSequence,
    limit: () => committer.sequence,
    ...(follow === true ? { wait: (beyond: number) => committer.waitBeyond(beyond, signal) } : {}),
    ...(signal === undefined ? {} : { signal }),
    ...(lazy === undefined ? {} : { lazy }),
  });

  return {
    trailId,
    layout,
    recovery,
    get sequence() {
      return committer.sequence;
    },
    append: (input) => {
      if (closed) return Promise.reject(closedError(layout.dir));
      try {
        if (committer.failure !== undefined) throw committer.failure;
        committer.requireHead();
        return committer.add(write(input));
      } catch (error) {
        return Promise.reject(writeError(error, layout.segments));
      }
    },
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    appendAll: (inputs) => {
      if (closed) return inputs.map(() => Promise.reject(closedError(layout.dir)));
      let written: readonly (TrailEntry | AgentSiemError)[];
      try {
        if (committer.failure !== undefined) throw committer.failure;
        committer.requireHead();
        written = writer.together(() => inputs.map(tryWrite));
      } catch (error) {
        const refused = writeError(error, layout.segments);
        return inputs.map(() => Promise.reject(refused));
      }
      return written.map((entry) => (entry instanceof AgentSiemError ? Promise.reject(entry) : committer.add(entry)));
    },
    flush: () => (closed ? Promise.resolve() : committer.settle()),
    read: (options) => readLines(layout, reading(options)),
    readBatches: (options) => readBatches(layout, reading(options)),
    cursor: (name) => openCursor(layout, trailId, name),
    close: async () => {
      if (closed) return;
      closed = true;
      try {
        await committer.settle();
      } finally {
        committer.end();
        writer.close();
        lock.release();
      }
    },
  };
};
