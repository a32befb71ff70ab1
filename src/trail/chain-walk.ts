/**
 * Walks the chain that own events carry, and names what does not fit.
 * @module
 */
import { chainHash, type ChainState, type TrailKey } from './chain.js';
import type { FindingKind, FindingList } from './findings.js';
import type { RawLine } from './raw-lines.js';

/** A line with what it claims. */
export interface ClaimedLine {
  readonly segment: string;
  readonly line: number;
  readonly hash: string;
  readonly whole: boolean;
  /** Claimed sequence and previous hash; undefined unless the line is an event this trail wrote. */
  readonly sequence: number | undefined;
  readonly previous: string | undefined;
}

/** A line that may also have been written by another trail. */
export interface CarriedLine extends ClaimedLine {
  readonly foreign: boolean;
}

interface Integrity {
  readonly trail_id?: unknown;
  readonly sequence?: unknown;
  readonly previous_hash?: unknown;
}

/** Reads what a line claims. */
export const claim = (raw: RawLine, segment: string, trailId: string, key: TrailKey | undefined): CarriedLine => {
  const base = { segment, line: raw.line, whole: raw.whole, hash: chainHash(raw.bytes, key) };
  try {
    const { integrity } = JSON.parse(raw.bytes.toString('utf8')) as { integrity?: Integrity };
    const own = integrity?.trail_id === trailId;
    return {
      ...base,
      foreign: !own && typeof integrity?.trail_id === 'string',
      sequence: own && Number.isSafeInteger(integrity.sequence) ? Number(integrity.sequence) : undefined,
      previous: own ? String(integrity.previous_hash) : undefined,
    };
  } catch {
    return { ...base, foreign: false, sequence: undefined, previous: undefined };
  }
};

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly segment: string;
  readonly line: number;
}

export interface ChainWalk {
  /** The next sequence that is due. */
  readonly due: number;
  /** Takes a line; `next` is the line after it. */
  take(line: ClaimedLine, next: ClaimedLine | undefined): void;
  /** Goes on at a sequence, for lines that are verified elsewhere. @param hash Undefined when it is not known. */
  resume(sequence: number, hash: string | undefined): void;
  /** The hash after the last accepted line; undefined when it is not known. */
  readonly hash: string | undefined;
  /** Reports what never turned up. */
  finish(): void;
}

/** @param headHash Hash the head gives for a sequence, where it is that sequence. */
export const createChainWalk = (
  start: ChainState,
  headHash: (sequence: number) => string | undefined,
  findings: FindingList,
): ChainWalk => {
  let due = start.sequence + 1;
  let hash: string | undefined = start.hash;
  let last: ClaimedLine | undefined;
  let gaps: Gap[] = [];

  const report = (kind: FindingKind, at: ClaimedLine, sequence: number, message: string): void => {
    findings.add({ kind, segment: at.segment, line: at.line, sequence, message });
  };

  const accept = (line: ClaimedLine, sequence: number): void => {
    const anchored = headHash(sequence);
    if (anchored !== undefined && anchored !== line.hash) {
      report('edited', line, sequence, 'the last line does not match the head');
    }
    due = sequence + 1;
    hash = line.hash;
    last = line;
  };

  /** The line after it, or the head, holds this line's hash: it is as it was written. */
  const vouched = (line: ClaimedLine, next: ClaimedLine | undefined): boolean =>
    next?.previous === line.hash || (line.sequence !== undefined && headHash(line.sequence) === line.hash);

  const fillGap = (sequence: number): boolean => {
    const gap = gaps.find(({ from, to }) => from <= sequence && sequence <= to);
    if (gap === undefined) return false;
    gaps = [
      ...gaps.filter((other) => other !== gap),
      { ...gap, to: sequence - 1 },
      { ...gap, from: sequence + 1 },
    ].filter(({ from, to }) => from <= to);
    return true;
  };

  const takeDisplaced = (line: ClaimedLine, next: ClaimedLine | undefined): void => {
    const { sequence } = line;
    if (sequence !== undefined && sequence < due && fillGap(sequence)) {
      report('reordered', line, sequence, `stands after sequence ${String(due - 1)}`);
    } else if (next?.sequence === due + 1 && (sequence === undefined || sequence !== due - 1)) {
      report('edited', line, due, 'is not the line that was written here');
      accept(line, due);
    } else if (sequence !== undefined && sequence > due) {
      gaps.push({ from: due, to: sequence - 1, segment: line.segment, line: line.line });
      accept(line, sequence);
    } else if (sequence === due - 1 && next?.previous === line.hash && last !== undefined && last.hash !== line.hash) {
      report('inserted', last, sequence, 'two lines claim this sequence; this one is not in the chain');
      accept(line, sequence);
    } else if (next === undefined && sequence === undefined && headHash(due) !== undefined) {
      report('edited', line, due, 'is not the line that was written here');
      accept(line, due);
    } else {
      report('inserted', line, sequence ?? due, 'is not in the chain');
    }
  };

  return {
    get due() {
      return due;
    },
    get hash() {
      return hash;
    },
    take: (line, next) => {
      const linked = line.previous !== undefined && line.previous === hash;
      if (line.sequence === due && (linked || hash === undefined)) {
        accept(line, due);
      } else if (linked) {
        report('edited', line, due, 'its sequence was changed');
        accept(line, due);
      } else if (line.sequence === due) {
        // One of the two was changed: this one if nothing vouches for it, else the one before.
        if (last !== undefined && vouched(line, next))
          report('edited', last, due - 1, 'its hash is not in the next line');
        else report('edited', line, due, 'does not continue the chain');
        accept(line, due);
      } else {
        takeDisplaced(line, next);
      }
    },
    resume: (sequence, known) => {
      due = sequence + 1;
      hash = known;
      last = undefined;
    },
    finish: () => {
      for (const { from, to, segment, line } of gaps) {
        const message = from === to ? 'is missing before this line' : `to ${String(to)} are missing before this line`;
        findings.add({ kind: 'removed', segment, line, sequence: from, message });
      }
    },
  };
};
