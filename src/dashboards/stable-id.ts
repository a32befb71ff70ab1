/**
 * Ids that stay the same from build to build, so that an import replaces what is there.
 * @module
 */
import { createHash } from 'node:crypto';

/** Namespace of the pack's ids (random once, constant for ever). */
const NAMESPACE = Buffer.from('6f1f6c3e9b1d4c6a8d0f3b7a52c4e891', 'hex');

/** UUID version 5 of a name. */
export const stableId = (name: string): string => {
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};
