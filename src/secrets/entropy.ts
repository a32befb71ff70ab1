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

/** The 88 commonest neighbours in English words; two thirds of the neighbours in identifiers are among them. */
const COMMON_PAIRS = new Set(
  (
    'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld ur ' +
    'ro ri io ne me co ll ic ma li ce ta us el om na ec tr un so be ss la no rs pr pe ac ca mo ke ag ge ig id pa ot po ' +
    'ai ch sh lo ad ho wo ay'
  ).split(' '),
);

/**
 * Share of neighbouring letters that are common in words; case and what is no letter are passed over. Random letters
 * have 0.13, identifiers made of words 0.6. NaN with fewer than eight neighbours.
 */
export const wordLikenessOf = (text: string): number => {
  let pairs = 0;
  let common = 0;
  const lower = text.toLowerCase();
  for (let index = 1; index < lower.length; index += 1) {
    const pair = lower.slice(index - 1, index + 1);
    if (!/^[a-z]{2}$/.test(pair)) continue;
    pairs += 1;
    if (COMMON_PAIRS.has(pair)) common += 1;
  }
  return pairs < 8 ? Number.NaN : common / pairs;
};
