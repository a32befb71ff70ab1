/**
 * What a scan has found, and the texts without it.
 * @module
 */
import { digest } from '../event/index.js';
import type { SecretFinding } from './finding.js';
import { mergeHits, type TextHit } from './text-hit.js';

const marker = (type: string): string => `[REDACTED:${type}]`;

/** Collects findings, each secret of a path once. */
export interface Redaction {
  readonly findings: readonly SecretFinding[];
  /** The text with a marker in place of each hit. */
  readonly redact: (text: string, hits: readonly TextHit[], path: string) => string;
}

/** An empty collection; `key` makes the fingerprints. */
export const createRedaction = (key: Uint8Array | string): Redaction => {
  const findings: SecretFinding[] = [];
  const seen = new Set<string>();

  const report = (hit: TextHit, path: string): void => {
    for (const { type, value: secret } of hit.found) {
      const fingerprint = digest(secret, key);
      const id = `${type}\0${path}\0${fingerprint}`;
      if (seen.has(id)) continue;
      seen.add(id);
      findings.push({ type, path, fingerprint });
    }
  };

  const redact = (text: string, hits: readonly TextHit[], path: string): string => {
    let result = '';
    let at = 0;
    for (const hit of mergeHits(hits)) {
      report(hit, path);
      result += text.slice(at, hit.start) + marker(hit.found[0]?.type ?? 'secret');
      at = hit.end;
    }
    return result + text.slice(at);
  };

  return { findings, redact };
};
