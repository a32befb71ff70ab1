/**
 * Where everything of a trail lies under its folder.
 * @module
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeLevels } from '../make-folder.js';

/** Files and folders of one data folder. Only segments end in `.jsonl`. */
export interface TrailLayout {
  readonly dir: string;
  /** Segments and, beside them, the chain files of received events. */
  readonly segments: string;
  readonly head: string;
  readonly checkpoint: string;
  readonly lock: string;
  readonly cursors: string;
  /** Bytes cut off a torn tail. */
  readonly torn: string;
  readonly quarantine: string;
  readonly deadLetter: string;
}

const DIGITS = 16;
const SEGMENT = /^\d{16}\.jsonl$/;

/** The data folder when none is named: `AGENT_SIEM_DATA`, or `.agent-siem` in the working folder. */
export const defaultDataDir = (): string => {
  const named = process.env['AGENT_SIEM_DATA'];
  return resolve(named === undefined || named === '' ? '.agent-siem' : named);
};

export const layoutOf = (dir: string): TrailLayout => {
  const root = resolve(dir);
  return {
    dir: root,
    segments: join(root, 'trail'),
    head: join(root, 'head.json'),
    checkpoint: join(root, 'checkpoint.json'),
    lock: join(root, 'trail.lock'),
    cursors: join(root, 'cursors'),
    torn: join(root, 'torn'),
    quarantine: join(root, 'quarantine.ndjson'),
    deadLetter: join(root, 'dead-letter.ndjson'),
  };
};

/** Name of the segment that begins at a sequence: zero-padded, so that name order is sequence order. */
export const segmentName = (first: number): string => `${String(first).padStart(DIGITS, '0')}.jsonl`;

export const segmentPath = (layout: TrailLayout, first: number): string => join(layout.segments, segmentName(first));

/** The chain file beside a segment, there once the trail holds events that another trail wrote. */
export const chainPath = (layout: TrailLayout, first: number): string =>
  join(layout.segments, `${String(first).padStart(DIGITS, '0')}.chain`);

/** First sequences of the segments, ascending; empty when the folder does not exist. */
export const listSegments = (layout: TrailLayout): number[] => {
  let names: string[];
  try {
    names = readdirSync(layout.segments);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => SEGMENT.test(name))
    .map((name) => Number(name.slice(0, DIGITS)))
    .sort((left, right) => left - right);
};

/** Makes a folder only its owner (and, with `group`, the group) may enter. */
export const makeFolder = (folder: string, mode = 0o700): void => {
  makeLevels(folder, mode);
};
