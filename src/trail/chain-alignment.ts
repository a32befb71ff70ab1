/**
 * Compares lines with the records of a chain file, and names what does not fit.
 * @module
 */
import { chainHash, type ChainState, type TrailKey } from './chain.js';
import type { ChainFile, ChainRecord } from './chain-file.js';
import type { ClaimedLine } from './chain-walk.js';
import type { FindingList } from './findings.js';

/** Checks the records themselves. Returns those that hold and the hash after them. */
export const checkRecords = (
  file: ChainFile,
  name: string,
  before: Pick<ChainState, 'sequence' | 'hash'> | undefined,
  key: TrailKey | undefined,
  findings: FindingList,
): { readonly records: readonly ChainRecord[]; readonly hash: string } => {
  const { start } = file;
  const broken = (line: number, sequence: number): void => {
    findings.add({ kind: 'edited', segment: name, line, sequence, message: 'the chain file was changed' });
  };
  if (before !== undefined && (start.sequence !== before.sequence || start.hash !== before.hash)) {
    broken(1, start.sequence);
  }
  let { hash, sequence } = start;
  const records: ChainRecord[] = [];
  for (const [index, record] of file.records.entries()) {
    if (record.sequence !== sequence + 1 || record.hash !== chainHash(`${hash}\n${record.lineHash}`, key)) {
      broken(index + 2, record.sequence);
    }
    records.push({ ...record, sequence: sequence + 1 });
    ({ hash } = record);
    sequence += 1;
  }
  if (file.brokenLine !== undefined) broken(file.brokenLine, sequence + 1);
  return { records, hash };
};

const lastIndexes = <T>(items: readonly T[], hashOf: (item: T) => string): ReadonlyMap<string, number> =>
  new Map(items.map((item, index) => [hashOf(item), index]));

/** What is left over when lines and records have been walked side by side. */
export interface Alignment {
  /** Lines behind the last record. */
  readonly beyond: readonly ClaimedLine[];
  /** First sequence at the end that has no line. */
  readonly missingFrom: number | undefined;
}

/** Walks lines and records side by side. */
export const alignLines = (
  lines: readonly ClaimedLine[],
  records: readonly ChainRecord[],
  findings: FindingList,
): Alignment => {
  const lineAt = lastIndexes(lines, (line) => line.hash);
  const recordAt = lastIndexes(records, (record) => record.lineHash);
  const displaced = new Set<string>();
  let at = 0;
  let record = 0;
  for (;;) {
    const line = lines[at];
    const due = records[record];
    if (line !== undefined && displaced.has(line.hash)) {
      const sequence = records[recordAt.get(line.hash) ?? 0]?.sequence ?? 0;
      const message = 'stands after lines that were written later';
      findings.add({ kind: 'reordered', segment: line.segment, line: line.line, sequence, message });
      displaced.delete(line.hash);
      at += 1;
      continue;
    }
    if (line === undefined || due === undefined) break;
    const place = { segment: line.segment, line: line.line, sequence: due.sequence };
    const expectedLater = (recordAt.get(line.hash) ?? -1) > record;
    const presentLater = (lineAt.get(due.lineHash) ?? -1) > at;
    if (line.hash === due.lineHash) {
      at += 1;
      record += 1;
    } else if (expectedLater) {
      if (presentLater) displaced.add(due.lineHash);
      else findings.add({ ...place, kind: 'removed', message: 'is missing before this line' });
      record += 1;
    } else if (presentLater) {
      findings.add({ ...place, kind: 'inserted', message: 'is not in the chain' });
      at += 1;
    } else {
      findings.add({ ...place, kind: 'edited', message: 'is not the line that was written here' });
      at += 1;
      record += 1;
    }
  }
  return { beyond: lines.slice(at), missingFrom: records[record]?.sequence };
};
