/**
 * Checksums that token formats carry.
 * @module
 */
import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_LENGTH = 6;

/** CRC-32 of a text as six base62 digits, digits before upper before lower case. */
export const base62Crc32 = (text: string): string => {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
};

/** Tokens of GitHub and npm: prefix, underscore, 30 random characters, their CRC-32 in base62. */
export const hasBase62Checksum = (value: string): boolean => {
  const body = value.slice(value.lastIndexOf('_') + 1);
  return base62Crc32(body.slice(0, -CHECKSUM_LENGTH)) === body.slice(-CHECKSUM_LENGTH);
};

/** Grafana service account tokens: the CRC-32 of everything before the last underscore, in hexadecimal. */
export const hasHexChecksum = (value: string): boolean => {
  const cut = value.lastIndexOf('_');
  return crc32(value.slice(0, cut)).toString(16).padStart(8, '0') === value.slice(cut + 1).toLowerCase();
};
