/**
 * The hash chain.
 * @module
 */
import { createHmac, hash } from 'node:crypto';
import { LineEvent, type CanonicalEvent, type GovernanceEvent, type Integrity } from '../event/index.js';

/** Key of a chain whose hashes are HMACs. */
export type TrailKey = string | Uint8Array;

/** A link: how many, and the hash after the last. */
export interface Link {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Where the chain stands after a line. As long as a trail holds only events it wrote first, `own` equals the whole
 * and the hash of a position is the hash of its line. From the first received event on, `mixed` is true: then
 * `own` is the chain of the events this trail wrote, carried in their `integrity`, and `sequence` and `hash` count
 * every line, with hash = H(previous hash, newline, hash of the line), kept in the chain file beside the segment.
 */
export interface ChainState extends Link {
  readonly own: Link;
  readonly mixed: boolean;
}

/** Hash of a text, keyed where there is a key. */
export const chainHash = (text: string | Uint8Array, key: TrailKey | undefined): string =>
  key === undefined
    ? `sha256:${hash('sha256', text, 'hex')}`
    : `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;

const ZEROS = '0'.repeat(64);

/** The chain before its first line. */
export const chainStart = (key: TrailKey | undefined): ChainState => {
  const hash = `${key === undefined ? 'sha256' : 'hmac-sha256'}:${ZEROS}`;
  return { sequence: 0, hash, own: { sequence: 0, hash }, mixed: false };
};

/** A line with the state after it. */
export interface ChainedLine {
  readonly state: ChainState;
  /** Hash of the line itself. */
  readonly lineHash: string;
}

/** The state after a line. @param own The trail wrote the event first. */
export const advance = (before: ChainState, line: string, own: boolean, key: TrailKey | undefined): ChainedLine => {
  const lineHash = chainHash(line, key);
  const sequence = before.sequence + 1;
  if (own && !before.mixed) {
    const link = { sequence, hash: lineHash };
    return { lineHash, state: { sequence, hash: lineHash, own: link, mixed: false } };
  }
  return {
    lineHash,
    state: {
      sequence,
      hash: chainHash(`${before.hash}\n${lineHash}`, key),
      own: own ? { sequence: before.own.sequence + 1, hash: lineHash } : before.own,
      mixed: true,
    },
  };
};

/** Four values that need no escaping stand before the group: their lengths say where it goes. */
const integrityAt = ({ event_id, event_type, timestamp, schema_version }: GovernanceEvent): number =>
  '{"event_id":"","event_type":"","timestamp":"","schema_version":""'.length +
  event_id.length +
  event_type.length +
  timestamp.length +
  schema_version.length;

/** The event with its integrity group, made from the line without it. */
export const withIntegrity = (input: CanonicalEvent, integrity: Integrity): LineEvent => {
  const { line } = input;
  const known = input.integrityAt ?? -1;
  const at = known >= 0 ? known : integrityAt(input.event);
  const group = `,"integrity":{"trail_id":"${integrity.trail_id}","sequence":${String(integrity.sequence)},"previous_hash":"${integrity.previous_hash}"}`;
  return new LineEvent(line.slice(0, at) + group + line.slice(at));
};
