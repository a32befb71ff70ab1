/**
 * Version of the pack: that of the package it is built by.
 * @module
 */
import { readFileSync } from 'node:fs';

/** Semantic version of the pack. */
export const packVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
