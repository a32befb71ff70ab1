/**
 * The canonical line of an ordinary event in one pass.
 * @module
 */
import { canonicalTime } from './canonical-form.js';
import { lineLimit } from './canonical-line.js';
import { FIELDS, NEEDS, TOP_LEVEL_KEYS } from './generated/fields.js';
import { EVENT_TYPES, SCHEMA_VERSION } from './generated/types.js';
import { LineEvent } from './line-event.js';
import { createGroupWriter, type Group } from './line-groups.js';
import { createValueWriter, leafOf, type AcceptValue, type Leaf } from './line-values.js';
import type { ParameterSummary } from './parameters.js';
import type { CanonicalEvent } from './read-event.js';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Writes the line of an event whose envelope is filled, with exactly the result of `writeEvent`. Gives undefined for
 * whatever is not ordinary: an error, an unknown key, a value to cut, an object that is not plain. That goes the long way.
 * @param summary Hash and names of the call's parameters, in place of what `tool_call` says of them.
 */
export type LineWriter = (filled: Plain, summary?: ParameterSummary) => CanonicalEvent | undefined;

const EVENT_ID = /^evt_[0-9A-HJKMNP-TV-Z]{26}$/;
const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const KEYS: ReadonlySet<string> = new Set(TOP_LEVEL_KEYS);
/** Counted with an event that has no integrity group yet. */
const LIMIT = lineLimit({});

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

  const values = createValueWriter(accept);
  const { valueOf } = values;
  const groupOf = createGroupWriter(values);

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
