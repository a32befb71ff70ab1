/**
 * Scalars of plain YAML, and giving up on what is not plain.
 * @module
 */
import type { YamlScalar } from './yaml-tree.js';

/** The file holds something this reader leaves to the library. */
class GivesUp extends Error {}

/** Leaves the file to the library. */
export const giveUp = (): never => {
  throw GIVES_UP;
};
/** What giveUp throws. */
export const GIVES_UP = new GivesUp('left to the library');

const WORD = /^(?:true|True|TRUE|false|False|FALSE)$/;
const NULL = /^(?:~|null|Null|NULL)$/;
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
/** Another number of YAML's core schema. */
const NUMERIC = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[ox][\da-fA-F]+|[-+]?\.(?:inf|nan))$/i;

/** Text without quotes, as YAML's core schema takes it. */
export const plainScalar = (value: string, offset: number): YamlScalar => {
  if (WORD.test(value)) return { kind: 'scalar', value: value.toLowerCase() === 'true', text: value, offset };
  if (NULL.test(value)) return { kind: 'scalar', value: null, text: '', offset };
  if (INTEGER.test(value)) return { kind: 'scalar', value: Number(value), text: value, offset };
  return NUMERIC.test(value) ? giveUp() : { kind: 'scalar', value, text: value, offset };
};

/** What an expression with the y flag finds at an offset. */
export const matchAt = (text: string, expression: RegExp, at: number): RegExpExecArray | null => {
  expression.lastIndex = at;
  return expression.exec(text);
};
