/**
 * Every secret in one text.
 * @module
 */
import { readAssignment } from './assignment.js';
import { entropyOf, mixOf } from './entropy.js';
import { buildAutomaton } from './keyword-automaton.js';
import { decodeBase64, decodePercent } from './layers.js';
import { NAME_KEYWORDS } from './named-types.js';
import { judgeNamed, readName, type NameFacts } from './named-value.js';
import type { SecretPattern } from './pattern.js';
import { PATTERNS } from './patterns/index.js';
import { isDocumented, isPlaceholder } from './placeholders.js';
import { isUrlPassword, judgeUrl } from './url-password.js';

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

/** Which layers may still be decoded. */
interface Layers {
  readonly percent: boolean;
  readonly base64: boolean;
}

const MIN_RUN = 20;
const RANK_URL = 10_000;
const RANK_NAMED = 20_000;
/** How far from an AWS access key id its secret is looked for. */
const PAIR_DISTANCE = 300;
const URL_KEYWORD = '://';

const USER_FLAG = /(?: -u|--user)[ =]["']?[^\s:"'<]{1,64}["']?:["']?([^\s"']{4,128})/y;
const USER_FLAGS = [' -u ', '--user'];

const byKeyword = new Map<string, { pattern: SecretPattern; rank: number }[]>();
PATTERNS.forEach((pattern, rank) => {
  for (const keyword of pattern.keywords) {
    const list = byKeyword.get(keyword) ?? [];
    list.push({ pattern, rank });
    byKeyword.set(keyword, list);
  }
});
const nameKeywords = new Set(NAME_KEYWORDS);
const KEYWORDS = [...new Set([...byKeyword.keys(), ...nameKeywords, URL_KEYWORD, ...USER_FLAGS])];
const keywordFacts = KEYWORDS.map((keyword) => ({
  length: keyword.length,
  patterns: byKeyword.get(keyword) ?? [],
  isName: nameKeywords.has(keyword),
  isUrl: keyword === URL_KEYWORD,
  isBearer: keyword === 'bearer',
  isUserFlag: USER_FLAGS.includes(keyword),
}));
const automaton = buildAutomaton(KEYWORDS, MIN_RUN);

const AUTHORIZATION = readName('authorization');
const BEARER = /bearer\s{1,4}([A-Za-z0-9._~+/=-]{16,1024})/iy;
const DISCORD = /[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])/y;

const MAX_NAMES = 4096;
const names = new Map<string, NameFacts>();
const nameFacts = (name: string): NameFacts => {
  let facts = names.get(name);
  if (facts === undefined) {
    if (names.size >= MAX_NAMES) names.clear();
    facts = readName(name);
    names.set(name, facts);
  }
  return facts;
};

const isWordCode = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A letter before a token is no boundary, unless it belongs to an escape such as `\n`, `\u003d` or `%3D`. */
const startsFreely = (text: string, start: number): boolean =>
  start === 0 ||
  !isWordCode(text.charCodeAt(start - 1)) ||
  /(?:\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2})$/i.test(text.slice(Math.max(0, start - 6), start));

const endsFreely = (text: string, end: number): boolean => {
  const code = text.charCodeAt(end);
  return Number.isNaN(code) || !(isWordCode(code) || code === 95);
};

const matchPattern = (pattern: SecretPattern, rank: number, text: string, keywordAt: number): TextHit | undefined => {
  for (const back of pattern.lookback) {
    const start = keywordAt - back;
    if (start < 0) continue;
    const free = pattern.unbounded || startsFreely(text, start);
    if (!free && pattern.checksum === undefined) continue;
    pattern.pattern.lastIndex = start;
    const match = pattern.pattern.exec(text);
    if (match === null) continue;
    const value = match.groups?.['secret'] ?? match[0];
    const at = match.index + match[0].lastIndexOf(value);
    const end = at + value.length;
    // A checksum that verifies needs no boundary: the token may be glued to other text.
    const proven = pattern.checksum?.(value) === true;
    if (!proven && (!free || (!pattern.unbounded && !endsFreely(text, end)))) continue;
    const real = proven || (pattern.decide?.(value) ?? (entropyOf(value) >= pattern.entropy && !isPlaceholder(value)));
    if (!real || isDocumented(value)) continue;
    return { start: at, end, rank, found: [{ type: pattern.type, value }] };
  }
  return undefined;
};

const hitOf = (type: string, text: string, start: number, end: number, rank: number): TextHit => ({
  start,
  end,
  rank,
  found: [{ type, value: text.slice(start, end) }],
});

const matchBearer = (text: string, at: number): TextHit | undefined => {
  BEARER.lastIndex = at;
  const match = BEARER.exec(text);
  const hit = match === null ? undefined : judgeNamed(AUTHORIZATION, match[0]);
  return hit === undefined ? undefined : hitOf(hit.type, text, at + hit.start, at + hit.end, RANK_NAMED);
};

const looksLikeAwsSecret = (value: string): boolean =>
  /[0-9]/.test(value) &&
  !/^[0-9a-f]+$/i.test(value) &&
  !/[_-]/.test(value) &&
  entropyOf(value) >= 4.2 &&
  mixOf(value) >= 0.35 &&
  !isPlaceholder(value) &&
  !isDocumented(value);

const findAwsPairs = (text: string, runs: readonly number[], hits: TextHit[]): void => {
  for (const { start, end } of hits.filter((hit) => hit.found[0]?.type === 'aws_access_key_id')) {
    for (const run of runs) {
      if (run < start - PAIR_DISTANCE || run > end + PAIR_DISTANCE) continue;
      if (looksLikeAwsSecret(text.slice(run, run + 40)))
        hits.push(hitOf('aws_secret_access_key', text, run, run + 40, RANK_URL));
    }
  }
};

/** Runs hold `/`, `-` and `_`, which also separate: where the whole run is not text, its longest parts are tried. */
const decodedRuns = (text: string, start: number, end: number): readonly (readonly [number, number, string])[] => {
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
const matchDiscord = (text: string, start: number, end: number): TextHit | undefined => {
  if (text[end] !== '.' || end - start < 24 || end - start > 28) return undefined;
  DISCORD.lastIndex = start;
  const token = DISCORD.exec(text)?.[0];
  if (token === undefined || entropyOf(token) < 4 || isPlaceholder(token)) return undefined;
  return hitOf('discord_bot_token', text, start, start + token.length, 0);
};

/** curl -u user:password. */
const matchUserFlag = (text: string, at: number): TextHit | undefined => {
  USER_FLAG.lastIndex = at;
  const match = USER_FLAG.exec(text);
  const password = match?.[1];
  if (match === null || password === undefined || !isUrlPassword(password)) return undefined;
  const end = at + match[0].length;
  return hitOf('basic_auth', text, end - password.length, end, RANK_URL);
};

const withPadding = (text: string, end: number): number => {
  let stop = end;
  while (stop < end + 2 && text[stop] === '=') stop += 1;
  return stop;
};

const search = (text: string, layers: Layers): TextHit[] => {
  const hits: TextHit[] = [];
  const runsOf40: number[] = [];
  let knownName = -1;
  const add = (hit: TextHit | undefined): void => {
    if (hit !== undefined) hits.push(hit);
  };
  automaton(text, {
    keyword: (keyword, start) => {
      const facts = keywordFacts[keyword];
      if (facts === undefined) return;
      for (const { pattern, rank } of facts.patterns) add(matchPattern(pattern, rank, text, start));
      if (facts.isUrl) {
        const url = judgeUrl(text, start);
        if (url !== undefined) add(hitOf(url.type, text, url.start, url.end, RANK_URL));
      }
      if (facts.isUserFlag) add(matchUserFlag(text, start));
      if (facts.isBearer) add(matchBearer(text, start));
      if (!facts.isName) return;
      const assignment = readAssignment(text, start, facts.length, knownName);
      if (assignment === undefined) return;
      knownName = assignment.nameEnd;
      const hit = judgeNamed(nameFacts(assignment.name), assignment.value, assignment.loose);
      if (hit !== undefined)
        add(hitOf(hit.type, text, assignment.start + hit.start, assignment.start + hit.end, RANK_NAMED));
    },
    run: (start, end) => {
      if (end - start === 40) runsOf40.push(start);
      add(matchDiscord(text, start, end));
      if (!layers.base64) return;
      for (const [from, to, decoded] of decodedRuns(text, start, end)) {
        const inner = search(decoded, { percent: layers.percent, base64: false });
        const found = mergeHits(inner).flatMap((hit) => hit.found);
        if (found.length > 0) add({ start: from, end: withPadding(text, to), rank: -1, found });
      }
    },
  });
  if (runsOf40.length > 0) findAwsPairs(text, runsOf40, hits);
  const percent = layers.percent ? decodePercent(text) : undefined;
  if (percent !== undefined) {
    for (const hit of search(percent.text, { percent: false, base64: layers.base64 })) {
      add({ ...hit, start: percent.offset(hit.start), end: percent.offset(hit.end) });
    }
  }
  return hits;
};

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

/** Secrets in a text, in order, encoded layers (percent once, base64 once) included. Cost grows with the length only. */
export const findInText = (text: string): TextHit[] => search(text, { percent: true, base64: true });
