/**
 * Secrets without a keyword: what runs of letters and digits are.
 * @module
 */
import { entropyOf, mixOf } from './entropy.js';
import { decodeBase64 } from './layers.js';
import { isDocumented, isPlaceholder } from './placeholders.js';
import { hitOf, RANK_URL, type TextHit } from './text-hit.js';

/** How far from an AWS access key id its secret is looked for. */
const PAIR_DISTANCE = 300;
const DISCORD = /[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])/y;

const looksLikeAwsSecret = (value: string): boolean =>
  /[0-9]/.test(value) &&
  !/^[0-9a-f]+$/i.test(value) &&
  !/[_-]/.test(value) &&
  entropyOf(value) >= 4.2 &&
  mixOf(value) >= 0.35 &&
  !isPlaceholder(value) &&
  !isDocumented(value);

/** Adds secret keys of AWS near their access key ids; `runs`: where runs of 40 characters begin. */
export const findAwsPairs = (text: string, runs: readonly number[], hits: TextHit[]): void => {
  for (const { start, end } of hits.filter((hit) => hit.found[0]?.type === 'aws_access_key_id')) {
    for (const run of runs) {
      if (run < start - PAIR_DISTANCE || run > end + PAIR_DISTANCE) continue;
      if (looksLikeAwsSecret(text.slice(run, run + 40)))
        hits.push(hitOf('aws_secret_access_key', text, run, run + 40, RANK_URL));
    }
  }
};

/** Runs hold `/`, `-` and `_`, which also separate: where the whole run is not text, its longest parts are tried. */
export const decodedRuns = (
  text: string,
  start: number,
  end: number,
): readonly (readonly [number, number, string])[] => {
  const whole = decodeBase64(text.slice(start, end));
  if (whole !== undefined) return [[start, end, whole]];
  const result: [number, number, string][] = [];
  for (const part of text.slice(start, end).matchAll(/[A-Za-z0-9+]{20,}/g)) {
    if (part[0].length === end - start) continue;
    const decoded = decodeBase64(part[0]);
    if (decoded !== undefined) result.push([start + part.index, start + part.index + part[0].length, decoded]);
  }
  return result;
};

/** Three parts of 24 to 28, 6 and 27 to 40 characters: no keyword, so it is looked for where a run ends at a dot. */
export const matchDiscord = (text: string, start: number, end: number): TextHit | undefined => {
  if (text[end] !== '.' || end - start < 24 || end - start > 28) return undefined;
  DISCORD.lastIndex = start;
  const token = DISCORD.exec(text)?.[0];
  if (token === undefined || entropyOf(token) < 4 || isPlaceholder(token)) return undefined;
  return hitOf('discord_bot_token', text, start, start + token.length, 0);
};

/** End of a run with the `=` that pad it. */
export const withPadding = (text: string, end: number): number => {
  let stop = end;
  while (stop < end + 2 && text[stop] === '=') stop += 1;
  return stop;
};
