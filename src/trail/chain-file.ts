/**
 * The chain file: the trail's own chain beside lines that other trails wrote.
 *
 * Line 1: `start SEQUENCE HASH OWN_SEQUENCE OWN_HASH`, the state before the first line it covers.
 * Then one line for each event: `SEQUENCE LINE_HASH HASH`.
 * @module
 */
import { readIfThere } from './atomic-file.js';
import type { ChainedLine, ChainState } from './chain.js';

/** One covered line. */
export interface ChainRecord {
  readonly sequence: number;
  readonly lineHash: string;
  readonly hash: string;
}

/** A parsed chain file. */
export interface ChainFile {
  readonly start: ChainState;
  readonly records: readonly ChainRecord[];
  /** First line that is not a record, from 1; undefined when all are. */
  readonly brokenLine: number | undefined;
}

export const startLine = (state: ChainState): string =>
  `start ${String(state.sequence)} ${state.hash} ${String(state.own.sequence)} ${state.own.hash}\n`;

export const recordLine = ({ state, lineHash }: ChainedLine): string =>
  `${String(state.sequence)} ${lineHash} ${state.hash}\n`;

const HASH = '((?:sha256|hmac-sha256):[0-9a-f]{64})';
const START = new RegExp(`^start (\\d{1,16}) ${HASH} (\\d{1,16}) ${HASH}$`);
const RECORD = new RegExp(`^(\\d{1,16}) ${HASH} ${HASH}$`);

/** Reads a chain file; undefined when there is none. */
export const readChainFile = (file: string): ChainFile | undefined => {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  // A record without its newline was cut off while it was written.
  lines.pop();
  const [first = '', ...rest] = lines;
  const start = START.exec(first);
  if (start === null) {
    const nothing: ChainState = { sequence: 0, hash: '', own: { sequence: 0, hash: '' }, mixed: true };
    return { start: nothing, records: [], brokenLine: 1 };
  }
  const records: ChainRecord[] = [];
  for (const [index, line] of rest.entries()) {
    const record = RECORD.exec(line);
    if (record === null) return { start: stateFrom(start), records, brokenLine: index + 2 };
    records.push({ sequence: Number(record[1]), lineHash: record[2] ?? '', hash: record[3] ?? '' });
  }
  return { start: stateFrom(start), records, brokenLine: undefined };
};

const stateFrom = (match: RegExpExecArray): ChainState => ({
  sequence: Number(match[1]),
  hash: match[2] ?? '',
  own: { sequence: Number(match[3]), hash: match[4] ?? '' },
  mixed: true,
});
