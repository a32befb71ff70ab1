/**
 * What opening a trail takes and gives.
 * @module
 */
import type { TrailKey } from './chain.js';
import type { Durability } from './committer.js';
import type { Cursor } from './cursor.js';
import type { TrailLayout } from './layout.js';
import type { Recovery } from './recover.js';
import type { Retention } from './retention.js';
import type { TrailEntry, TrailWriter } from './trail-port.js';

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
