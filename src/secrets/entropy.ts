/**
 * How random a string looks.
 * @module
 */

const counts = new Uint16Array(128);

/** Shannon entropy in bits a character; characters outside ASCII count as one. */
export const entropyOf = (text: string): number => {
  if (text === '') return 0;
  const length = Math.min(text.length, 4096);
  counts.fill(0);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index) & 127;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let sum = 0;
  for (const count of counts) if (count > 0) sum += count * Math.log2(count);
  return Math.log2(length) - sum / length;
};

const kindOf = (code: number): number => {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  if (code >= 48 && code <= 57) return 3;
  return 0;
};

/**
 * Share of neighbouring letters and digits that change between lower case, upper case and digit, separators left out.
 * Random base62 has 0.6, random lower-case hexadecimal 0.47, an identifier made of words at most 0.15.
 */
export const mixOf = (text: string): number => {
  let previous = 0;
  let pairs = 0;
  let changes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const kind = kindOf(text.charCodeAt(index));
    if (kind === 0) continue;
    if (previous !== 0) {
      pairs += 1;
      if (kind !== previous) changes += 1;
    }
    previous = kind;
  }
  return pairs === 0 ? 0 : changes / pairs;
};
