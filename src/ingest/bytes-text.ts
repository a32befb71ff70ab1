/**
 * Bytes of UTF-8 as text.
 * @module
 */
import { isAscii } from 'node:buffer';

/** The text of the bytes, malformed sequences replaced as Buffer does. ASCII, which most input is, is copied and not decoded. */
export const textOfBytes = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
