/**
 * Where secrets stand in a text.
 * @module
 */

/** One secret: its type and value. */
export interface FoundSecret {
  readonly type: string;
  readonly value: string;
}

/** A stretch of text to redact and the secrets it stands for (several where it is encoded). */
export interface TextHit {
  readonly start: number;
  readonly end: number;
  /** Lower is more specific. */
  readonly rank: number;
  readonly found: readonly FoundSecret[];
}

/** Rank of a secret that its place in a URL gives away; patterns, by their order, come before. */
export const RANK_URL = 10_000;
/** Rank of a secret that its name gives away. */
export const RANK_NAMED = 20_000;

/** One secret that stands in the text as it is. */
export const hitOf = (type: string, text: string, start: number, end: number, rank: number): TextHit => ({
  start,
  end,
  rank,
  found: [{ type, value: text.slice(start, end) }],
});

/** Hits in order, none overlapping: where two overlap, both stretches are redacted under the more specific type. */
export const mergeHits = (hits: readonly TextHit[]): readonly TextHit[] => {
  const merged: TextHit[] = [];
  for (const hit of [...hits].sort((left, right) => left.start - right.start || left.rank - right.rank)) {
    const last = merged.at(-1);
    if (last === undefined || hit.start >= last.end) {
      merged.push(hit);
      continue;
    }
    const better = hit.rank < last.rank ? hit : last;
    merged[merged.length - 1] = { ...better, start: last.start, end: Math.max(last.end, hit.end) };
  }
  return merged;
};
