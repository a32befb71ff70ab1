/**
 * The words that a secret in a text may begin with, and what each of them may begin.
 * @module
 */
import { buildAutomaton } from './keyword-automaton.js';
import { NAME_KEYWORDS } from './named-types.js';
import type { SecretPattern } from './pattern.js';
import { PATTERNS } from './patterns/index.js';

const MIN_RUN = 20;
const URL_KEYWORD = '://';
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
/** What each keyword may begin, by its number in the automaton. */
export const keywordFacts = KEYWORDS.map((keyword) => ({
  length: keyword.length,
  patterns: byKeyword.get(keyword) ?? [],
  isName: nameKeywords.has(keyword),
  isUrl: keyword === URL_KEYWORD,
  isBearer: keyword === 'bearer',
  isUserFlag: USER_FLAGS.includes(keyword),
}));
/** Finds the keywords, and runs of at least 20 characters of base64. */
export const automaton = buildAutomaton(KEYWORDS, MIN_RUN);
