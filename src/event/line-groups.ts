/**
 * Groups of a canonical line.
 * @module
 */
import type { Leaf, ValueWriter } from './line-values.js';
import type { ParameterSummary } from './parameters.js';

type Plain = Readonly<Record<string, unknown>>;

/** A group with its fields in the schema's order. */
export interface Group {
  readonly name: string;
  readonly opening: string;
  readonly leaves: readonly Leaf[];
  readonly byName: ReadonlyMap<string, Leaf>;
}

/** Writes a group with its key; undefined sends the event the long way, the empty text leaves the group out. */
export type GroupWriter = (group: Group, value: object, summary: ParameterSummary | undefined) => string | undefined;

/** Makes a writer of groups. */
export const createGroupWriter = ({ valueOf, listOf }: ValueWriter): GroupWriter => {
  /** Texts of one group by place; filled where keys do not come in the schema's order. */
  const texts: string[] = [];

  const inOrder = ({ leaves }: Group): string => {
    let text = '';
    for (const { index, opening } of leaves) {
      const written = texts[index] ?? '';
      if (written !== '') text += (text === '' ? opening : `,${opening}`) + written;
    }
    return text;
  };

  /** Puts hash and names of the parameters in their places. False sends the event the long way. */
  const placeSummary = ({ byName }: Group, summary: ParameterSummary): boolean => {
    const hash = byName.get('parameters_hash');
    const names = byName.get('parameter_fields');
    const list = names === undefined ? undefined : listOf(names, summary.parameter_fields);
    if (hash === undefined || names === undefined || list === undefined) return false;
    texts[hash.index] = `"${summary.parameters_hash}"`;
    texts[names.index] = list;
    return true;
  };

  return (group, value, summary) => {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return undefined;
    let text = '';
    let last = -1;
    let ordered = true;
    texts.length = 0;
    for (const key in value) {
      const leaf = group.byName.get(key);
      if (leaf === undefined) return undefined;
      if (summary !== undefined && (key === 'parameters_hash' || key === 'parameter_fields')) continue;
      const item = (value as Plain)[key];
      if (item === undefined || item === null) continue;
      const written = valueOf(leaf, item);
      if (written === undefined) return undefined;
      if (written === '') continue;
      if (leaf.index < last) ordered = false;
      last = leaf.index;
      texts[leaf.index] = written;
      text += (text === '' ? leaf.opening : `,${leaf.opening}`) + written;
    }
    if (summary !== undefined) {
      if (!placeSummary(group, summary)) return undefined;
      ordered = false;
    }
    if (!ordered) text = inOrder(group);
    return text === '' ? '' : `${group.opening}${text}}`;
  };
};
