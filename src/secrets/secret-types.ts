/**
 * Every type that the scanner reports, for documentation and tests.
 * @module
 */
import { GENERIC_TYPES, NAMED_TYPES } from './named-types.js';
import { PATTERNS } from './patterns/index.js';
import { URL_TYPES } from './url-password.js';

/** One type. */
export interface SecretTypeFacts {
  readonly type: string;
  readonly title: string;
  /** What gives it away. */
  readonly by: 'shape' | 'checksum' | 'name' | 'url';
}

const facts: readonly SecretTypeFacts[] = [
  ...PATTERNS.map(({ type, title, checksum }) => ({
    type,
    title,
    by: checksum === undefined ? ('shape' as const) : ('checksum' as const),
  })),
  { type: 'discord_bot_token', title: 'Discord bot token', by: 'shape' },
  ...URL_TYPES.map((row) => ({ ...row, by: 'url' as const })),
  ...NAMED_TYPES.map(({ type, title }) => ({ type, title, by: 'name' as const })),
  ...GENERIC_TYPES.map((row) => ({ ...row, by: 'name' as const })),
];

/** Sorted by type, each type once. */
export const SECRET_TYPES: readonly SecretTypeFacts[] = [
  ...new Map([...facts].reverse().map((row) => [row.type, row])).values(),
].sort((left, right) => (left.type < right.type ? -1 : 1));
