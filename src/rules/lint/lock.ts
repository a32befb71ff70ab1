/**
 * rules.lock.json: the digest of each rule's logic and the version it stands for. Logic that changes without a new
 * version is found.
 * @module
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../event/index.js';
import type { Rule } from '../ir.js';

/** One rule in the lock. */
export interface LockEntry {
  readonly version: string;
  /** sha256 of the logic. */
  readonly logic: string;
}

/** Rule id to its entry. */
export type RuleLock = Readonly<Record<string, LockEntry>>;

/** Name of the lock file, beside the rules it locks. */
export const LOCK_FILE = 'rules.lock.json';

/** What decides when the rule fires, without places, prose and exceptions (which are versioned apart). */
const logicOf = (rule: Rule): unknown => {
  const { suppressMs, delayMs } = rule.meta;
  if (rule.kind === 'detection') {
    // Filters are folded in as the parts after the first.
    const own =
      rule.filters.length > 0 && rule.predicate.kind === 'and'
        ? (rule.predicate.parts[0] ?? rule.predicate)
        : rule.predicate;
    return { predicate: own, suppressMs };
  }
  const { sources, ...shape } = rule.correlation;
  return {
    ...shape,
    suppressMs,
    delayMs,
    sources: sources.map((source) => ({ groupFields: source.groupFields, logic: logicOf(source.rule) })),
  };
};

const withoutPlaces = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('at' in value)) return value;
  const { at, ...rest } = value as Record<string, unknown>;
  return typeof at === 'object' ? rest : value;
};

/** Digest of a rule's logic. */
export const logicDigest = (rule: Rule): string =>
  `sha256:${createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(logicOf(rule), withoutPlaces))))
    .digest('hex')}`;

/** The lock of a set of rules; those without a version of their own are left out. */
export const lockOf = (rules: readonly Rule[]): RuleLock =>
  Object.fromEntries(
    rules
      .filter((rule) => rule.meta.version !== '0.0.0')
      .map((rule) => [rule.meta.ruleId, { version: rule.meta.version, logic: logicDigest(rule) }] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const ENTRY = /^sha256:[0-9a-f]{64}$/;

/** Reads the text of a lock file; undefined when it is not one. */
export const parseLock = (text: string): RuleLock | undefined => {
  try {
    const lock: unknown = JSON.parse(text);
    if (typeof lock !== 'object' || lock === null) return undefined;
    const sound = Object.values(lock).every((entry: unknown) => {
      const { version, logic } = (entry ?? {}) as Partial<LockEntry>;
      return typeof version === 'string' && typeof logic === 'string' && ENTRY.test(logic);
    });
    return sound ? (lock as RuleLock) : undefined;
  } catch {
    return undefined;
  }
};

/** True when a version is lower than another; both are semantic versions. */
const isLower = (version: string, than: string): boolean => {
  const [own, other] = [version, than].map((text) => text.split('.').map(Number));
  const differing = (own ?? []).findIndex((part, index) => part !== other?.[index]);
  return differing !== -1 && (own?.[differing] ?? 0) < (other?.[differing] ?? 0);
};

/**
 * The lock that takes the place of `before`. An entry of the same or a higher version keeps its logic: changed logic stays
 * a finding until the rule has a new version. `whole`: `rules` are all there are; else entries of others are kept.
 */
export const renewedLock = (before: RuleLock, rules: readonly Rule[], whole: boolean): RuleLock => {
  const now = Object.entries(lockOf(rules)).map(([id, entry]) => {
    const kept = before[id];
    return [id, kept === undefined || isLower(kept.version, entry.version) ? entry : kept] as const;
  });
  const merged = { ...(whole ? {} : before), ...Object.fromEntries(now) };
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** What is wrong between a rule and its lock entry. */
export const lockProblem = (rule: Rule, entry: LockEntry | undefined): string | undefined => {
  const { version, ruleId } = rule.meta;
  if (entry === undefined) return `${ruleId} is not in ${LOCK_FILE}`;
  const same = entry.logic === logicDigest(rule);
  if (same && entry.version === version) return undefined;
  if (isLower(version, entry.version))
    return `${ruleId} is ${version} here and was ${entry.version} in ${LOCK_FILE}: versions only go up`;
  if (same) return `${ruleId} is ${version} here and ${entry.version} in ${LOCK_FILE}`;
  return entry.version === version
    ? `the logic of ${ruleId} changed and its version is still ${version}`
    : `${ruleId} ${version} is not in ${LOCK_FILE} yet`;
};
