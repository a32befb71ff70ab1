/**
 * Names that a pattern of `1 of` means.
 * @module
 */

/** Text against a pattern with `*`, without backtracking over more than the last star. */
const globMatches = (pattern: string, text: string): boolean => {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - tail.length;
};

/** Names that a pattern of `1 of` means. Those with a leading underscore only when the pattern has one too. */
export const namesMatching = (pattern: string, names: Iterable<string>): readonly string[] => {
  const wanted = pattern.toLowerCase() === 'them' ? '*' : pattern;
  return [...names].filter((name) => globMatches(wanted, name) && (!name.startsWith('_') || pattern.startsWith('_')));
};
