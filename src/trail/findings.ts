/**
 * What verification reports.
 * @module
 */

/** Kind of tampering or damage. */
export type FindingKind =
  | 'edited'
  | 'removed'
  | 'inserted'
  | 'reordered'
  | 'truncated'
  | 'newest-segment-removed'
  | 'oldest-segment-removed'
  | 'head-missing';

/** One place where the trail is not what it was. */
export interface Finding {
  readonly kind: FindingKind;
  /** File, relative to the data folder; the export's name for an export. */
  readonly segment: string;
  /** Line in that file, from 1. */
  readonly line: number;
  /** Sequence concerned (the first, where it is a range); of the writing trail in an export. */
  readonly sequence: number;
  readonly message: string;
}

/** Result of a verification. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly trailIds: readonly string[];
  /** Lines or events looked at. */
  readonly events: number;
  readonly segments: number;
  /** First and last sequence seen; 0 when there is none. */
  readonly from: number;
  readonly to: number;
  /** At most 1,000. */
  readonly findings: readonly Finding[];
  /** What a reader should know and what is no finding. */
  readonly notes: readonly string[];
}

const MAX_FINDINGS = 1000;

/** Collects findings, one for a kind and place. */
export interface FindingList {
  add(finding: Finding): void;
  readonly all: readonly Finding[];
}

export const createFindings = (): FindingList => {
  const all: Finding[] = [];
  const places = new Set<string>();
  return {
    all,
    add: (finding) => {
      const place = `${finding.segment}:${String(finding.line)}:${finding.kind}`;
      if (places.has(place) || all.length >= MAX_FINDINGS) return;
      places.add(place);
      all.push(finding);
    },
  };
};
