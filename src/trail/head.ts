/**
 * The head and the checkpoint: what the trail must hold.
 * @module
 */
import { timingSafeEqual } from 'node:crypto';
import { AgentSiemError } from '../error.js';
import { readIfThere } from './atomic-file.js';
import { chainHash, type ChainState, type Link, type TrailKey } from './chain.js';

/** Content of head.json: the last durable line. */
export interface Head extends Link {
  readonly trail_id: string;
  /** First sequence of the segment the last line stands in. */
  readonly segment: number;
  /** Bytes of that segment up to and with the last line. */
  readonly bytes: number;
  /** The chain of own events, once the trail also holds received ones. */
  readonly own?: Link;
  readonly mac?: string;
}

/** Content of checkpoint.json: the last line that retention removed. */
export interface Checkpoint extends Link {
  readonly trail_id: string;
  readonly own?: Link;
  /** When, ISO 8601 UTC. */
  readonly removed_at: string;
  readonly mac?: string;
}

type Sealed = Head | Checkpoint;

const macOf = (record: Sealed, key: TrailKey): string => {
  return chainHash(JSON.stringify({ ...record, mac: undefined }), key);
};

/** The record's text, with its mac where there is a key. */
export const sealRecord = (record: Sealed, key: TrailKey | undefined): string =>
  `${JSON.stringify(key === undefined ? record : { ...record, mac: macOf(record, key) })}\n`;

/** Whether the record was sealed with the key; without a key nothing can be said against it. */
export const sealHolds = (record: Sealed, key: TrailKey | undefined): boolean => {
  if (key === undefined) return true;
  const given = Buffer.from(record.mac ?? '');
  const due = Buffer.from(macOf(record, key));
  return given.length === due.length && timingSafeEqual(given, due);
};

export const stateOf = (record: Sealed): ChainState => ({
  sequence: record.sequence,
  hash: record.hash,
  own: record.own ?? { sequence: record.sequence, hash: record.hash },
  mixed: record.own !== undefined,
});

const isLink = (value: unknown): value is Link => {
  const link = value as Partial<Link> | null;
  return (
    typeof link === 'object' &&
    link !== null &&
    Number.isSafeInteger(link.sequence) &&
    /^(sha256|hmac-sha256):[0-9a-f]{64}$/.test(String(link.hash))
  );
};

const readRecord = <T extends Sealed>(file: string, isRecord: (value: Partial<T>) => boolean): T | undefined => {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as T;
    if (isLink(value) && (value.own === undefined || isLink(value.own)) && isRecord(value)) return value;
  } catch {
    // Reported below: an unreadable record is the same finding as a malformed one.
  }
  throw new AgentSiemError('not a record this trail wrote', {
    code: 'trail.damaged',
    file,
    mend: 'Keep the folder as evidence and start with an empty one.',
  });
};

const TRAIL_ID = /^trl_[0-9A-HJKMNP-TV-Z]{26}$/;

/** @throws AgentSiemError `trail.damaged` when the file is there and malformed. */
export const readHead = (file: string): Head | undefined =>
  readRecord<Head>(
    file,
    (head) =>
      TRAIL_ID.test(String(head.trail_id)) && Number.isSafeInteger(head.segment) && Number.isSafeInteger(head.bytes),
  );

/** @throws AgentSiemError `trail.damaged` when the file is there and malformed. */
export const readCheckpoint = (file: string): Checkpoint | undefined =>
  readRecord<Checkpoint>(file, (record) => TRAIL_ID.test(String(record.trail_id)));
