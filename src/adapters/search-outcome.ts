/**
 * Secrets in what a call returned.
 * @module
 */
import type { SecretFinding, SecretScanner } from '../secrets/index.js';
import type { CallOutcome } from './call.js';

/** Each secret once, at its first place. */
export const distinct = (findings: readonly SecretFinding[]): readonly SecretFinding[] =>
  [
    // A Map keeps the last.
    ...new Map(findings.toReversed().map((finding) => [`${finding.type}\0${finding.fingerprint}`, finding])).values(),
  ].reverse();

/** What was found in an outcome, and its error without it. */
export interface Searched {
  readonly findings: readonly SecretFinding[];
  readonly error: string | undefined;
  readonly capped: boolean;
}

/** A result comes from outside and may be of any size and shape: what cannot be read is told as not searched. */
export const searchOutcome = (
  { result, error }: CallOutcome,
  scanner: SecretScanner,
  maxCharacters: number,
): Searched => {
  const said = error === undefined || error === '' ? undefined : scanner.scan({ tool_call: { error } });
  let findings = said?.findings ?? [];
  let capped = false;
  try {
    const returned = scanner.scan({ result }, { maxCharacters });
    capped = returned.capped.length > 0;
    // The error's text mostly stands in the result too: the finding there says more precisely where.
    findings = [...returned.findings, ...findings];
  } catch {
    capped = true;
  }
  return { findings: distinct(findings), error: said?.redacted.tool_call.error, capped };
};
