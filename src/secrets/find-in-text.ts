/**
 * Every secret in one text.
 * @module
 */
import { readAssignment } from './assignment.js';
import { decodePercent } from './layers.js';
import { matchPattern } from './match-pattern.js';
import { readName, type NameFacts } from './name-facts.js';
import { judgeNamed } from './named-value.js';
import { decodedRuns, findAwsPairs, matchDiscord, withPadding } from './run-hits.js';
import { hitOf, mergeHits, RANK_NAMED, RANK_URL, type TextHit } from './text-hit.js';
import { automaton, keywordFacts } from './text-keywords.js';
import { isUrlPassword, judgeUrl } from './url-password.js';

/** Which layers may still be decoded. */
interface Layers {
  readonly percent: boolean;
  readonly base64: boolean;
}

const USER_FLAG = /(?: -u|--user)[ =]["']?[^\s:"'<]{1,64}["']?:["']?([^\s"']{4,128})/y;
const AUTHORIZATION = readName('authorization');
const BEARER = /bearer\s{1,4}([A-Za-z0-9._~+/=-]{16,1024})/iy;

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

const matchBearer = (text: string, at: number): TextHit | undefined => {
  BEARER.lastIndex = at;
  const match = BEARER.exec(text);
  const hit = match === null ? undefined : judgeNamed(AUTHORIZATION, match[0]);
  return hit === undefined ? undefined : hitOf(hit.type, text, at + hit.start, at + hit.end, RANK_NAMED);
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

/** Secrets in a text, in order, encoded layers (percent once, base64 once) included. Cost grows with the length only. */
export const findInText = (text: string): TextHit[] => search(text, { percent: true, base64: true });
