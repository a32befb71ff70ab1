/**
 * One named type of secret and how it is recognised.
 * @module
 */

/** Group of types, as the documentation lists them. */
export type SecretGroup =
  | 'cloud'
  | 'source control'
  | 'chat and mail'
  | 'payment'
  | 'ai'
  | 'registry'
  | 'database'
  | 'key'
  | 'service'
  | 'context';

/** A type that shows itself by its own shape. */
export interface SecretPattern {
  /** Stable name in snake case; becomes secret.secret_type and `[REDACTED:type]`. */
  readonly type: string;
  /** What it is, in a few words. */
  readonly title: string;
  readonly group: SecretGroup;
  /** Lower-case literals of the one prefilter; the pattern is tried only where one of them stands. */
  readonly keywords: readonly string[];
  /** Sticky; every quantifier is bounded. The group `secret`, where there is one, is the value; else the whole match. */
  readonly pattern: RegExp;
  /** How many characters before its keyword the pattern starts; more than one where the length varies. */
  readonly lookback: readonly number[];
  /** The pattern looks for its own boundary; otherwise a letter or digit before it or after it means no match. */
  readonly unbounded: boolean;
  /** Least Shannon entropy of the value, bits a character. */
  readonly entropy: number;
  /** True when the value carries a valid checksum: then placeholder and entropy tests are not asked. */
  readonly checksum?: (value: string) => boolean;
  /** Last word on a match, instead of placeholder and entropy tests, for shapes that a pattern alone cannot tell. */
  readonly decide?: (value: string) => boolean;
}

interface PatternOptions {
  readonly lookback?: number | readonly number[];
  readonly unbounded?: boolean;
  readonly entropy?: number;
  readonly checksum?: (value: string) => boolean;
  readonly decide?: (value: string) => boolean;
}

/** Default entropy floor: random hexadecimal of 32 digits has 3.5 bits, a repeated word under 3. */
const ENTROPY_FLOOR = 3;

/** Makes the rows of one group's table. */
export const patternsOf =
  (group: SecretGroup) =>
  (
    type: string,
    title: string,
    keywords: readonly string[],
    pattern: RegExp,
    { lookback = 0, unbounded = false, entropy = ENTROPY_FLOOR, ...rest }: PatternOptions = {},
  ): SecretPattern => ({
    type,
    title,
    group,
    keywords,
    pattern: new RegExp(pattern.source, `${pattern.flags}y`),
    lookback: typeof lookback === 'number' ? [lookback] : lookback,
    unbounded,
    entropy,
    ...rest,
  });
