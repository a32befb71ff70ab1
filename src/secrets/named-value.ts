/**
 * Judges a value by its name.
 * @module
 */
import { entropyOf } from './entropy.js';
import type { NameFacts } from './name-facts.js';
import { isBasicAuth, isPassword, isPlainlyRandom, isRandom, isShown, MAX_VALUE } from './value-shape.js';

/** The part of the value that is the secret. */
export interface NamedHit {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const SCHEME = /^(bearer|basic|token|apikey|api-key|bot|splunk|key|negotiate)\s{1,4}/i;

const judgeBasic = (value: string): string | undefined => (isBasicAuth(value) ? 'basic_auth' : undefined);

const judgeGeneric = (kind: NameFacts['kind'], scheme: string, value: string): string | undefined => {
  if (scheme === 'basic') return judgeBasic(value);
  if (kind === 'auth') return judgeBasic(value) ?? (isRandom(value, false) ? 'generic_secret' : undefined);
  if (scheme !== '' || kind === 'authorization') return isRandom(value, scheme !== '') ? 'bearer_token' : undefined;
  if (kind === 'password') return isPassword(value) ? 'generic_password' : undefined;
  if (kind === 'api_key') return isRandom(value, true, 0.1) ? 'generic_api_key' : undefined;
  return kind === 'secret' && isRandom(value, false) ? 'generic_secret' : undefined;
};

/**
 * The type and place of a secret that its name gives away; undefined when the value is none.
 * @param loose Nothing but a space stands between name and value.
 */
export const judgeNamed = (name: NameFacts, raw: string, loose = false): NamedHit | undefined => {
  if (name.kind === 'none' && name.vendors.length === 0) return undefined;
  const lead = raw.length - raw.trimStart().length;
  const trimmed = raw.trim();
  const scheme = SCHEME.exec(trimmed);
  const value = scheme === null ? trimmed : trimmed.slice(scheme[0].length);
  if (value === '' || value.length > MAX_VALUE * 2) return undefined;
  if (loose && name.kind !== 'password' && !isPlainlyRandom(value)) return undefined;
  const vendor = name.vendors.find((type) => type.value.test(value) && entropyOf(value) >= type.entropy);
  const type =
    vendor !== undefined && !isShown(value)
      ? vendor.type
      : judgeGeneric(name.kind, scheme?.[1]?.toLowerCase() ?? '', value);
  if (type === undefined) return undefined;
  const start = lead + (trimmed.length - value.length);
  return { type, start, end: start + value.length };
};
