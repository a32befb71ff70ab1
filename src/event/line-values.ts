/**
 * Values of a canonical line.
 * @module
 */
import { lowerAscii } from './canonical-form.js';
import type { FieldFacts } from './field-facts.js';

/** Judges a value that was not seen before, for example as free of secrets. */
export type AcceptValue = (facts: FieldFacts, value: string | readonly string[]) => boolean;

/** Values that repeat from event to event, with the text they become: names, ids, policies. */
const MAX_SEEN = 1024;
const MAX_SEEN_LENGTH = 128;

const HASH = /^(?:sha256|hmac-sha256):[0-9a-f]{64}$/;
const HEX: Readonly<Record<string, RegExp>> = { trace_id: /^[0-9a-f]{32}$/, span_id: /^[0-9a-f]{16}$/ };

/** A field as it is written. */
export interface Leaf {
  readonly facts: FieldFacts;
  /** Place in its group. */
  readonly index: number;
  readonly name: string;
  /** `"tool_name":` */
  readonly opening: string;
  readonly seen: Map<string, string>;
  readonly values: ReadonlySet<string> | undefined;
  readonly shape: RegExp | undefined;
}

/** A field in its place. */
export const leafOf = (facts: FieldFacts, index: number): Leaf => ({
  facts,
  index,
  name: facts.name,
  opening: `${JSON.stringify(facts.name)}:`,
  seen: new Map(),
  values: facts.values === undefined ? undefined : new Set(facts.values),
  shape: facts.hash === true ? HASH : HEX[facts.path],
});

/**
 * Writes values; undefined sends the event the long way, the empty text leaves the value out.
 */
export interface ValueWriter {
  readonly valueOf: (leaf: Leaf, value: unknown) => string | undefined;
  readonly listOf: (leaf: Leaf, items: readonly unknown[]) => string | undefined;
}

/** Makes a writer of values. */
export const createValueWriter = (accept: AcceptValue): ValueWriter => {
  const textOf = (leaf: Leaf, value: string): string | undefined => {
    const known = leaf.seen.get(value);
    if (known !== undefined) return known;
    if (leaf.shape !== undefined) return leaf.shape.test(value) ? `"${value}"` : undefined;
    if (value === '') return '';
    const { facts } = leaf;
    const written = facts.lower === true ? lowerAscii(value.toWellFormed()) : value.toWellFormed();
    if (written.length > (facts.maxLength ?? Infinity)) return undefined;
    if (leaf.values !== undefined && !leaf.values.has(written)) return undefined;
    if (!accept(facts, value)) return undefined;
    const text = JSON.stringify(written);
    if (value.length <= MAX_SEEN_LENGTH) {
      if (leaf.seen.size >= MAX_SEEN) leaf.seen.clear();
      leaf.seen.set(value, text);
    }
    return text;
  };

  const listOf = (leaf: Leaf, items: readonly unknown[]): string | undefined => {
    if (items.length > (leaf.facts.maxItems ?? 0)) return undefined;
    // The items before one may matter to what it is: a list with an unseen one is judged as a whole.
    let unseen = false;
    for (const item of items) {
      if (typeof item !== 'string' || item === '') return undefined;
      if (!leaf.seen.has(item)) unseen = true;
    }
    if (unseen && !accept(leaf.facts, items as readonly string[])) return undefined;
    let text = '';
    for (const item of items as readonly string[]) {
      const one = leaf.seen.get(item) ?? textOf(leaf, item);
      if (one === undefined) return undefined;
      text += text === '' ? one : `,${one}`;
    }
    return text === '' ? '' : `[${text}]`;
  };

  const numberOf = ({ facts }: Leaf, value: number): string | undefined => {
    if (facts.type !== 'integer' && facts.type !== 'number') return undefined;
    if (facts.type === 'integer' && !Number.isInteger(value)) return undefined;
    return value >= (facts.minimum ?? -Infinity) && value <= (facts.maximum ?? Infinity) ? String(value) : undefined;
  };

  const valueOf = (leaf: Leaf, value: unknown): string | undefined => {
    if (typeof value === 'string') return leaf.facts.type === 'string' ? textOf(leaf, value) : undefined;
    if (typeof value === 'number') return numberOf(leaf, value);
    return leaf.facts.type === 'strings' && Array.isArray(value) ? listOf(leaf, value as unknown[]) : undefined;
  };

  return { valueOf, listOf };
};
