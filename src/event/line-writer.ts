/**
 * The canonical line of an ordinary event in one pass.
 * @module
 */
import { canonicalTime, lowerAscii } from './canonical-form.js';
import { lineLimit } from './canonical-line.js';
import type { FieldFacts } from './field-facts.js';
import { FIELDS, NEEDS, TOP_LEVEL_KEYS } from './generated/fields.js';
import { EVENT_TYPES, SCHEMA_VERSION } from './generated/types.js';
import { LineEvent } from './line-event.js';
import type { ParameterSummary } from './parameters.js';
import type { CanonicalEvent } from './read-event.js';

type Plain = Readonly<Record<string, unknown>>;

/** Judges a value that was not seen before, for example as free of secrets. */
export type AcceptValue = (facts: FieldFacts, value: string | readonly string[]) => boolean;

/**
 * Writes the line of an event whose envelope is filled, with exactly the result of `writeEvent`. Gives undefined for
 * whatever is not ordinary: an error, an unknown key, a value to cut, an object that is not plain. That goes the long way.
 * @param summary Hash and names of the call's parameters, in place of what `tool_call` says of them.
 */
export type LineWriter = (filled: Plain, summary?: ParameterSummary) => CanonicalEvent | undefined;

/** Values that repeat from event to event, with the text they become: names, ids, policies. */
const MAX_SEEN = 1024;
const MAX_SEEN_LENGTH = 128;

const HASH = /^(?:sha256|hmac-sha256):[0-9a-f]{64}$/;
const EVENT_ID = /^evt_[0-9A-HJKMNP-TV-Z]{26}$/;
const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const HEX: Readonly<Record<string, RegExp>> = { trace_id: /^[0-9a-f]{32}$/, span_id: /^[0-9a-f]{16}$/ };

const KEYS: ReadonlySet<string> = new Set(TOP_LEVEL_KEYS);
/** Counted with an event that has no integrity group yet. */
const LIMIT = lineLimit({});

interface Leaf {
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

interface Group {
  readonly name: string;
  readonly opening: string;
  readonly leaves: readonly Leaf[];
  readonly byName: ReadonlyMap<string, Leaf>;
}

const leafOf = (facts: FieldFacts, index: number): Leaf => ({
  facts,
  index,
  name: facts.name,
  opening: `${JSON.stringify(facts.name)}:`,
  seen: new Map(),
  values: facts.values === undefined ? undefined : new Set(facts.values),
  shape: facts.hash === true ? HASH : HEX[facts.path],
});

/** What each event type cannot do without. */
const needsOf = new Map(
  EVENT_TYPES.map((type) => [type as string, NEEDS.filter(([prefix]) => type.startsWith(prefix))]),
);

const NOTHING = {};

/** Makes a writer. It remembers what it accepted, so one belongs to one way of accepting. */
export const createLineWriter = (accept: AcceptValue): LineWriter => {
  const envelope = new Map(
    FIELDS.filter(({ group, name }) => group === '' && name !== 'truncated').map((facts) => [
      facts.name,
      leafOf(facts, 0),
    ]),
  );
  const parts: readonly (Leaf | Group)[] = TOP_LEVEL_KEYS.slice(TOP_LEVEL_KEYS.indexOf('integrity') + 1).flatMap(
    (key): readonly (Leaf | Group)[] => {
      if (key === 'truncated') return [];
      const leaf = envelope.get(key);
      if (leaf !== undefined) return [leaf];
      const leaves = FIELDS.filter(({ group }) => group === key).map(leafOf);
      const byName = new Map(leaves.map((one) => [one.name, one]));
      return [{ name: key, opening: `,${JSON.stringify(key)}:{`, leaves, byName }];
    },
  );

  /** The text of a string; undefined sends the event the long way, the empty text leaves the value out. */
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

  const groupOf = (group: Group, value: object, summary: ParameterSummary | undefined): string | undefined => {
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

  return (filled, summary) => {
    const { event_id: id, event_type: type, timestamp, schema_version: version } = filled;
    if (typeof id !== 'string' || !EVENT_ID.test(id) || version !== SCHEMA_VERSION) return undefined;
    if (typeof type !== 'string' || typeof timestamp !== 'string') return undefined;
    const needs = needsOf.get(type);
    if (needs === undefined) return undefined;
    const time = canonicalTime(timestamp);
    if (!TIME.test(time)) return undefined;
    for (const [, group, field] of needs) {
      const holder = filled[group] as Plain | null | undefined;
      const value = holder?.[field];
      if (typeof value !== 'string' || value === '') return undefined;
    }
    if (filled['integrity'] !== undefined || filled['truncated'] !== undefined) return undefined;
    for (const key in filled) if (!KEYS.has(key)) return undefined;
    let line = `{"event_id":"${id}","event_type":"${type}","timestamp":"${time}","schema_version":"${version}"`;
    const integrityAt = line.length;
    for (const part of parts) {
      const value = filled[part.name];
      if ('byName' in part) {
        const calls = part.name === 'tool_call' ? summary : undefined;
        if ((value === undefined || value === null) && calls === undefined) continue;
        const group = value ?? NOTHING;
        if (typeof group !== 'object') return undefined;
        const text = groupOf(part, group, calls);
        if (text === undefined) return undefined;
        line += text;
      } else if (value !== undefined && value !== null) {
        const text = valueOf(part, value);
        if (text === undefined) return undefined;
        if (text !== '') line += `,${part.opening}${text}`;
      }
    }
    line += '}';
    // A UTF-16 unit is at most three bytes: short lines need no counting.
    if (line.length * 3 > LIMIT && Buffer.byteLength(line) > LIMIT) return undefined;
    return new LineEvent(line, integrityAt);
  };
};
