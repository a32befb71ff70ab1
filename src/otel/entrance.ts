/**
 * The way from an application's LoggerProvider into the trail, shared by processor and exporter.
 * @module
 */
import { resolve } from 'node:path';
import { defaultDataDir, type Trail, type TrailEntry } from '../trail/index.js';
import { createGovernance, type GovernanceEmitter, type GovernanceOptions } from './governance.js';
import { draftOf, sourceOf, type IncomingRecord } from './incoming-record.js';
import { toLogRecord } from './log-record.js';

/** An emitter that exists, or how to create one. */
export type EntranceOptions = ({ readonly governance: GovernanceEmitter } | GovernanceOptions) & {
  /** Told of every record that could not be recorded; must not throw. Default: the emitter's. */
  readonly onError?: (error: unknown) => void;
};

interface Shared {
  readonly governance: GovernanceEmitter;
  users: number;
}

const shared = new Map<string, Shared>();
/** Records already taken, by trail: processor and exporter meet the same object. */
const taken = new WeakMap<Trail, WeakMap<object, Promise<TrailEntry>>>();

interface Hold {
  readonly governance: GovernanceEmitter;
  readonly release: () => Promise<void>;
}

/** Processor and exporter of one data folder share its emitter: one process holds a trail once. */
const hold = (options: EntranceOptions): Hold => {
  if ('governance' in options) {
    const { governance } = options;
    return { governance, release: () => governance.flush() };
  }
  if (options.trail !== undefined) {
    const governance = createGovernance(options);
    return { governance, release: () => governance.shutdown() };
  }
  const dir = resolve(options.dir ?? defaultDataDir());
  const entry = shared.get(dir) ?? { governance: createGovernance(options), users: 0 };
  shared.set(dir, entry);
  entry.users += 1;
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => {
    entry.users -= 1;
    if (entry.users > 0) return entry.governance.flush();
    shared.delete(dir);
    return entry.governance.shutdown();
  };
  return { governance: entry.governance, release: () => (released ??= release()) };
};

export interface Entrance {
  readonly governance: GovernanceEmitter;
  readonly onError: (error: unknown) => void;
  /**
   * Appends a record once, however often and through whatever it comes. Rejects with a typed error.
   * @param onItsWay The record goes on to other processors: they get the event as it was recorded.
   */
  take(record: IncomingRecord, onItsWay: boolean): Promise<TrailEntry>;
  readonly release: () => Promise<void>;
}

/** What goes on is redacted and has the event_id under which it was recorded. */
const pass = (record: IncomingRecord, event: object): void => {
  record.setBody?.(structuredClone(event) as never);
  for (const [key, value] of Object.entries(toLogRecord(event as never).attributes)) {
    record.setAttribute?.(key, value as never);
  }
};

export const createEntrance = (options: EntranceOptions): Entrance => {
  const { governance, release } = hold(options);
  const records = taken.get(governance.trail) ?? new WeakMap<object, Promise<TrailEntry>>();
  taken.set(governance.trail, records);
  return {
    governance,
    onError: options.onError ?? governance.onError,
    release,
    take: (record, onItsWay) => {
      const before = records.get(record);
      if (before !== undefined) return before;
      const prepared = governance.prepare(draftOf(record), sourceOf(record));
      const promise = governance.commit(prepared);
      records.set(record, promise);
      if (onItsWay) pass(record, prepared.outcome.ok ? prepared.outcome.event.event : prepared.redacted);
      return promise;
    },
  };
};
