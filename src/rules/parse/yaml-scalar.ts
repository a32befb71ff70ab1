/**
 * Single values and keys of YAML.
 * @module
 */
import { isScalar } from 'yaml';
import { fault, offsetOf, type AnyNode, type Reading } from './yaml-reading.js';
import type { YamlScalar } from './yaml-tree.js';

/** A value that is not there. */
export const empty = (offset: number): YamlScalar => ({ kind: 'scalar', value: null, text: '', offset });

/** A number, boolean or text; what it cannot be is reported. */
export const convertScalar = (reading: Reading, value: unknown, text: string, offset: number): YamlScalar => {
  if (typeof value === 'string') return { kind: 'scalar', value, text: value, offset };
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    fault(reading, offset, 'yaml.number', 'an integer beyond 2^53 loses digits', 'Put it in quotes.');
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    fault(reading, offset, 'yaml.number', 'not a finite number', 'Put it in quotes if it is text.');
  } else if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', value, text, offset };
  else if (value !== null && value !== undefined) {
    fault(reading, offset, 'yaml.value', 'a value of this YAML type has no meaning in a rule', 'Put it in quotes.');
  }
  return empty(offset);
};

/** Text of a key; undefined (and reported) when it has none. */
export const keyText = (reading: Reading, node: AnyNode, fallback: number): string | undefined => {
  if (isScalar(node)) {
    const { value } = node;
    return typeof value === 'string' ? value : reading.source.text.slice(node.range[0], node.range[1]);
  }
  fault(reading, offsetOf(node, fallback), 'yaml.key', 'a key must be plain text', 'Write the key as text.');
  return undefined;
};
