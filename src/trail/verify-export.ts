/**
 * Verification of a copy that came out of a SIEM.
 * @module
 */
import { basename } from 'node:path';
import { AgentSiemError } from '../error.js';
import { readEvent, type GovernanceEvent } from '../event/index.js';
import { chainHash, type TrailKey } from './chain.js';
import { eventsIn, type RestoreRow } from './export-shapes.js';
import { createFindings, type FindingList, type VerifyReport } from './findings.js';
import { rawLines, type RawLine } from './raw-lines.js';
import type { VerifyOptions } from './verify-trail.js';

interface Copy {
  readonly line: number;
  readonly hash: string;
  readonly previous: string;
}

/** How to verify an export. */
export interface VerifyExportOptions extends VerifyOptions {
  /** For exports of a table with columns of its own. */
  readonly restoreRow?: RestoreRow;
}

type Copies = readonly { readonly event: GovernanceEvent; readonly line: string }[];

const readCopies = (
  { bytes, line }: RawLine,
  name: string,
  restore: RestoreRow | undefined,
  findings: FindingList,
): Copies => {
  const refuse = (error: unknown): Copies => {
    const message =
      error instanceof AgentSiemError
        ? `is no event: ${error.describe()}`
        : 'is not JSON: one event a line is expected';
    findings.add({ kind: 'edited', segment: name, line, sequence: 0, message });
    return [];
  };
  let values: readonly unknown[];
  try {
    values = eventsIn(JSON.parse(bytes.toString('utf8')), restore);
  } catch (error) {
    return refuse(error);
  }
  return values.flatMap((value) => {
    try {
      return [readEvent(value)];
    } catch (error) {
      return refuse(error);
    }
  });
};

const requireKey = (previous: string, key: TrailKey | undefined, file: string): void => {
  if (!previous.startsWith('hmac-') || key !== undefined) return;
  throw new AgentSiemError('the events were chained with a key', {
    code: 'trail.key',
    file,
    mend: 'Give the key with --key-file FILE.',
  });
};

const checkChain = (copies: ReadonlyMap<number, Copy>, name: string, findings: FindingList): void => {
  const sequences = [...copies.keys()].sort((left, right) => left - right);
  for (const [index, sequence] of sequences.entries()) {
    const copy = copies.get(sequence);
    const before = sequences[index - 1];
    if (before === undefined || copy === undefined) continue;
    if (before !== sequence - 1) {
      const range = before + 1 === sequence - 1 ? '' : ` to ${String(sequence - 1)}`;
      const message = `${range === '' ? 'is' : `${range.trim()} are`} missing`;
      findings.add({ kind: 'removed', segment: name, line: copy.line, sequence: before + 1, message });
      continue;
    }
    const previous = copies.get(before);
    if (previous === undefined || previous.hash === copy.previous) continue;
    // The next event vouches for this one, so the one before was changed; otherwise this one claims a wrong hash.
    const vouched = copies.get(sequence + 1)?.previous === copy.hash;
    const at =
      vouched || copies.get(sequence + 1) === undefined ? { copy: previous, sequence: before } : { copy, sequence };
    const message = 'does not have the hash that its neighbour carries';
    findings.add({ kind: 'edited', segment: name, line: at.copy.line, sequence: at.sequence, message });
  }
};

const rangeOf = (copies: ReadonlyMap<number, Copy>): { readonly from: number; readonly to: number } => {
  let from = Infinity;
  let to = 0;
  for (const sequence of copies.keys()) {
    from = Math.min(from, sequence);
    to = Math.max(to, sequence);
  }
  return { from, to };
};

/**
 * Re-canonicalises an export (NDJSON, in any order, copies allowed, wrapped as SIEMs do) and checks, for each trail in
 * it, the chain and the gaps between the first and the last sequence. The newest event of a trail has no successor
 * that vouches for it: compare its hash with the trail's head.
 * @throws AgentSiemError `trail.key` when the events were chained with a key and none is given.
 */
export const verifyExport = async (
  file: string,
  { key, restoreRow }: VerifyExportOptions = {},
): Promise<VerifyReport> => {
  const name = basename(file);
  const findings = createFindings();
  const trails = new Map<string, Map<number, Copy>>();
  let events = 0;
  let unchained = 0;
  let repeated = 0;
  for await (const raw of rawLines(file)) {
    if (raw.bytes.length === 0) continue;
    for (const read of readCopies(raw, name, restoreRow, findings)) {
      events += 1;
      const integrity = read.event.integrity;
      if (integrity === undefined) {
        unchained += 1;
        continue;
      }
      requireKey(integrity.previous_hash, key, file);
      const hash = chainHash(read.line, key);
      const copies = trails.get(integrity.trail_id) ?? new Map<number, Copy>();
      trails.set(integrity.trail_id, copies);
      const other = copies.get(integrity.sequence);
      if (other === undefined) {
        copies.set(integrity.sequence, { line: raw.line, hash, previous: integrity.previous_hash });
      } else if (other.hash === hash) {
        repeated += 1;
      } else {
        const message = `differs from line ${String(other.line)}, which has the same sequence`;
        findings.add({ kind: 'inserted', segment: name, line: raw.line, sequence: integrity.sequence, message });
      }
    }
  }
  for (const copies of trails.values()) checkChain(copies, name, findings);
  const ranges = [...trails].map(([trailId, copies]) => ({ trailId, ...rangeOf(copies) }));
  const notes = ranges.map(
    ({ trailId, from, to }) =>
      `${trailId}: sequences ${String(from)} to ${String(to)}; nothing in the export vouches for the newest`,
  );
  if (unchained > 0) notes.push(`${String(unchained)} events carry no integrity and were only read`);
  if (repeated > 0) notes.push(`${String(repeated)} repeated copies`);
  return {
    ok: findings.all.length === 0,
    trailIds: [...trails.keys()],
    events,
    segments: 1,
    from: ranges.length === 0 ? 0 : Math.min(...ranges.map((range) => range.from)),
    to: ranges.length === 0 ? 0 : Math.max(...ranges.map((range) => range.to)),
    findings: findings.all,
    notes,
  };
};
