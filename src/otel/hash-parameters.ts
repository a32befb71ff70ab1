/**
 * Raw parameters of a tool call, taken down to hash and field names.
 * @module
 */
import { EventError, summariseParameters, type ParameterSummary } from '../event/index.js';
import type { SecretFinding, SecretScanner } from '../secrets/index.js';

/** What came of raw parameters. */
export interface Hashed {
  readonly findings: readonly SecretFinding[];
  /** Absent where they have no canonical form. */
  readonly summary?: ParameterSummary;
  readonly failure?: { readonly error: unknown };
}

const failureOf = ({ parameters }: { readonly parameters: unknown }): unknown => {
  try {
    summariseParameters(parameters);
  } catch (error) {
    return error;
  }
  return new EventError('have no canonical JSON form', { field: 'parameters' });
};

/** Takes raw parameters down to hash and field names. */
export const hashParameters = (
  parameters: unknown,
  {
    scanner,
    parameterKey,
  }: { readonly scanner: SecretScanner; readonly parameterKey: string | Uint8Array | undefined },
): Hashed => {
  const { findings, redacted } = scanner.scan({ parameters });
  try {
    const summary = summariseParameters(parameters, parameterKey);
    if (findings.length === 0) return { findings, summary };
    // A secret may stand in a name: then the names come from the redacted copy.
    const { parameter_fields } = summariseParameters(redacted.parameters);
    return { findings, summary: { parameters_hash: summary.parameters_hash, parameter_fields } };
  } catch (error) {
    // The error names a place in the parameters: where a name is a secret, the place is told as one that is redacted.
    return { findings, failure: { error: findings.length === 0 ? error : failureOf(redacted) } };
  }
};
