/**
 * Verification of one segment.
 * @module
 */
import { relative } from 'node:path';
import { alignLines, checkRecords } from './chain-alignment.js';
import { readChainFile, type ChainFile } from './chain-file.js';
import type { ChainState, TrailKey } from './chain.js';
import { claim, type CarriedLine, type ChainWalk, type ClaimedLine } from './chain-walk.js';
import type { FindingList } from './findings.js';
import type { Head } from './head.js';
import { chainPath, segmentPath, type TrailLayout } from './layout.js';
import { rawLines } from './raw-lines.js';

export interface SegmentContext {
  readonly layout: TrailLayout;
  readonly trailId: string;
  readonly key: TrailKey | undefined;
  readonly head: Head | undefined;
  /** The last process did not close the trail: lines behind the head are to be expected. */
  readonly unclosed: boolean;
  readonly walk: ChainWalk;
  readonly findings: FindingList;
}

export interface SegmentResult {
  readonly events: number;
  /** Lines behind the head. */
  readonly beyond: readonly ClaimedLine[];
  /** First sequence at the end that the chain file has and the segment has not. */
  readonly missingFrom: number | undefined;
  readonly lines: number;
}

interface Split {
  /** Lines the chain file covers. */
  readonly recorded: readonly CarriedLine[];
  readonly beyond: readonly ClaimedLine[];
  readonly events: number;
  readonly lines: number;
  /** Received events that no chain file covers. */
  readonly unrecorded: number;
}

/** Walks the lines whose integrity carries the chain; collects those the chain file covers. */
const walkLines = async (context: SegmentContext, first: number, recordedFrom: number): Promise<Split> => {
  const { layout, head, walk, unclosed } = context;
  const file = segmentPath(layout, first);
  const name = relative(layout.dir, file);
  const recorded: CarriedLine[] = [];
  const beyond: CarriedLine[] = [];
  let events = 0;
  let lines = 0;
  let unrecorded = 0;
  let held: CarriedLine | undefined;

  const take = (line: CarriedLine, next: CarriedLine | undefined): void => {
    const behind = !line.whole || (head !== undefined && walk.due > head.sequence);
    if (behind) beyond.push(line);
    if (line.foreign && head?.own !== undefined) unrecorded += 1;
    // Behind the head a crash may leave lines, but only such as continue the chain.
    if (line.whole && (!behind || unclosed)) walk.take(line, next);
  };

  for await (const raw of rawLines(file)) {
    const line = claim(raw, name, context.trailId, context.key);
    lines = line.line;
    if (line.whole) events += 1;
    if (first + line.line - 1 >= recordedFrom) {
      (line.whole ? recorded : beyond).push(line);
      continue;
    }
    if (held !== undefined) take(held, line);
    held = line;
  }
  if (held !== undefined) take(held, recorded[0]);
  return { recorded, beyond, events, lines, unrecorded };
};

const verifyRecorded = (
  { layout, key, head, walk, findings }: SegmentContext,
  first: number,
  chain: ChainFile,
  lines: readonly CarriedLine[],
): Pick<SegmentResult, 'beyond' | 'missingFrom'> => {
  const name = relative(layout.dir, chainPath(layout, first));
  const before: Pick<ChainState, 'sequence' | 'hash'> | undefined =
    walk.hash === undefined ? undefined : { sequence: walk.due - 1, hash: walk.hash };
  const { records, hash } = checkRecords(chain, name, before, key, findings);
  const durable = records.filter(({ sequence }) => sequence <= (head?.sequence ?? 0));
  const last = durable.at(-1);
  if (last?.sequence === head?.sequence && last !== undefined && last.hash !== head?.hash) {
    findings.add({
      kind: 'edited',
      segment: name,
      line: durable.length + 1,
      sequence: last.sequence,
      message: 'the last record does not match the head',
    });
  }
  walk.resume(last?.sequence ?? chain.start.sequence, last?.hash ?? hash);
  return alignLines(lines, durable, findings);
};

/** Verifies a segment where the walk stands. */
export const verifySegment = async (context: SegmentContext, first: number): Promise<SegmentResult> => {
  const { layout, findings } = context;
  const chain = readChainFile(chainPath(layout, first));
  const split = await walkLines(context, first, chain === undefined ? Infinity : chain.start.sequence + 1);
  if (split.unrecorded > 0) {
    findings.add({
      kind: 'removed',
      segment: relative(layout.dir, chainPath(layout, first)),
      line: 1,
      sequence: first,
      message: 'the chain file is missing: events received from another trail cannot be verified',
    });
  }
  if (chain === undefined) return { ...split, missingFrom: undefined };
  const aligned = verifyRecorded(context, first, chain, split.recorded);
  return { ...split, beyond: [...aligned.beyond, ...split.beyond], missingFrom: aligned.missingFrom };
};
