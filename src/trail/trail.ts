/**
 * The trail: the only writer.
 * @module
 */
import { statSync } from 'node:fs';
import { AgentSiemError } from '../error.js';
import { ulid, type CanonicalEvent } from '../event/index.js';
import { removeStaged } from './atomic-file.js';
import { advance, chainStart, withIntegrity, type TrailKey } from './chain.js';
import { createCommitter, type Durability } from './committer.js';
import { openCursor, type Cursor } from './cursor.js';
import { readHead, sealHolds, type Head } from './head.js';
import { layoutOf, listSegments, segmentPath, type TrailLayout } from './layout.js';
import { takeLock, type TrailLock } from './lock.js';
import { makeFolders, permissionsFor } from './permissions.js';
import { readBatches, readLines, type ReadLinesOptions } from './read-lines.js';
import { recover, type AppendPoint, type Recovery } from './recover.js';
import { retain, type Retention } from './retention.js';
import { createSegmentWriter } from './segment-writer.js';
import { damageError, writeError } from './trail-error.js';
import type { TrailEntry, TrailWriter } from './trail-port.js';
import { WrittenEntry } from './written-entry.js';

/** How to open a trail. */
export interface TrailOptions {
  /** Data folder; made when it does not exist. */
  readonly dir: string;
  /** What durable means: on the disk (`fsync`, default) or with the operating system (`os`: survives the process, not the machine). */
  readonly durability?: Durability;
  /** Key of the chain and the head. A trail begun with a key always needs it. */
  readonly key?: TrailKey;
  /** A segment is closed at this size, default 64 MiB. */
  readonly maxSegmentBytes?: number;
  /** A segment is closed at this age, default one day. */
  readonly maxSegmentMs?: number;
  readonly retention?: Retention;
  /** Group (name or number) that may read segments, head and checkpoint. */
  readonly group?: string | number;
  /** Told when retention fails; default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/** Which entries to read. */
export interface ReadOptions {
  /** First sequence wanted, default 1. Where retention removed it, reading begins at the oldest entry left. */
  readonly fromSequence?: number;
  /** Wait for further entries instead of ending. */
  readonly follow?: boolean;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  /**
   * Entries keep their line and parse it anew whenever their event is asked for: for readers that hold many and look
   * at each once. A line that is not JSON is then found at that moment.
   */
  readonly lazy?: boolean;
}

/** An open trail. */
export interface Trail extends TrailWriter {
  readonly trailId: string;
  readonly layout: TrailLayout;
  /** The last durable sequence; 0 when there is none. */
  readonly sequence: number;
  /** What the repair at opening did. */
  readonly recovery: Recovery;
  /** Durable entries in order, with bounded memory. */
  read(options?: ReadOptions): AsyncGenerator<TrailEntry, void, undefined>;
  /** The same, as many at once as one reading of the file gives. */
  readBatches(options?: ReadOptions): AsyncGenerator<readonly TrailEntry[], void, undefined>;
  /** The saved place of a named reader. */
  cursor(name: string): Cursor;
}

const warn = (error: unknown): void => {
  process.emitWarning(error instanceof Error ? error.message : String(error), { code: 'AGENT_SIEM' });
};

const DAY_MS = 86_400_000;
const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

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

interface Opened {
  readonly lock: TrailLock;
  readonly head: Head;
  readonly point: AppendPoint;
  readonly recovery: Recovery;
}

const openOnDisk = (layout: TrailLayout, options: TrailOptions): Opened => {
  const lock = takeLock(layout.lock);
  try {
    removeStaged(layout.dir);
    removeStaged(layout.cursors);
    const found = readHead(layout.head);
    if (found !== undefined) checkKey(layout, found, options.key);
    const head = found ?? newHead(layout, options.key);
    const { recovery, ...point } = recover(layout, head, options.key);
    return { lock, head, point, recovery };
  } catch (error) {
    lock.release();
    throw error;
  }
};

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
    opened = openOnDisk(layout, options);
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
      if (closed) return Promise.reject(closedError(layout));
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
      if (closed) return inputs.map(() => Promise.reject(closedError(layout)));
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

const OWN_EVENT = 'trail.own-event';

const ownEventError = (): AgentSiemError =>
  new AgentSiemError('the event is already in this trail', {
    code: OWN_EVENT,
    field: 'integrity.trail_id',
    mend: 'Deliver to another trail: this one receives what it sent.',
  });

const closedError = (layout: TrailLayout): AgentSiemError =>
  new AgentSiemError('the trail is closed: the event was not recorded', { code: 'trail.closed', file: layout.dir });
