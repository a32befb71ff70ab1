/**
 * Which word a misspelt one was meant to be.
 * @module
 */

/** Edits between two words: insert, delete, replace, and swap of neighbours. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known word nearest to a misspelt one; undefined when none is within `limit` edits. */
export const nearest = (
  word: string,
  known: Iterable<string>,
  limit = Math.max(2, Math.floor(word.length / 3)),
): string | undefined => {
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    // A forgotten group (`tool_name`) is nearer than any letter.
    const found = candidate.endsWith(`.${word}`) ? 0 : distance(word.toLowerCase(), candidate);
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
};
