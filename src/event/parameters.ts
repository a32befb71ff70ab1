/**
 * What leaves the process instead of a tool call's parameters.
 * @module
 */
import { canonicalJson, digest } from './canonical-json.js';

/** Hash and field names of a tool call's parameters. */
export interface ParameterSummary {
  /** `sha256:` or, with a key, `hmac-sha256:` over the RFC 8785 canonical JSON. */
  readonly parameters_hash: string;
  /** Names in order of appearance, nested ones as paths such as `filter.owner` or `items[].id`; at most 64. */
  readonly parameter_fields: readonly string[];
}

const MAX_NAMES = 64;
const MAX_NAME_DEPTH = 16;

const collectNames = (value: unknown, prefix: string, depth: number, names: Set<string>): void => {
  if (names.size >= MAX_NAMES || depth > MAX_NAME_DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) collectNames(item, `${prefix}[]`, depth + 1, names);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (names.size >= MAX_NAMES) return;
    const path = prefix === '' ? key : `${prefix}.${key}`;
    names.add(path);
    collectNames(item, path, depth + 1, names);
  }
};

/**
 * Summarises raw parameters; the values themselves go nowhere.
 * @param key With a key the hash cannot be matched against guessed parameters.
 */
export const summariseParameters = (parameters: unknown, key?: Uint8Array | string): ParameterSummary => {
  const names = new Set<string>();
  collectNames(parameters, '', 0, names);
  return { parameters_hash: digest(canonicalJson(parameters ?? {}), key), parameter_fields: [...names] };
};
