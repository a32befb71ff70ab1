/**
 * Log records out of lines, as far as every encoding needs them.
 * @module
 */
import type { TrailEntry } from '../../../trail/index.js';
import { createMemberReader, type Member } from './line-members.js';
import type { OutlineResource, OutlineSeverity, RecordOutline } from './record-outline.js';

/** How an encoding writes the parts that repeat from record to record. */
export interface PartEncoding<Encoded> {
  /** A member of the body. */
  member(key: string, value: unknown): Encoded;
  attribute(name: string, value: string): Encoded;
  /** The same in the form that is cheapest to use again. */
  keep(encoded: Encoded): Encoded;
}

/** A record in parts; body and attributes in order. */
export interface LineRecord<Encoded> {
  readonly body: readonly Encoded[];
  readonly attributes: readonly Encoded[];
  readonly eventType: string;
  /** Milliseconds since the epoch, above 0. */
  readonly time: number;
  readonly severity: OutlineSeverity;
  readonly trace: { readonly traceId: string; readonly spanId: string } | undefined;
}

/** Takes records one by one: many at once would be what the garbage collector works on. */
export type TakeRecord<Encoded> = (record: LineRecord<Encoded>, resource: OutlineResource) => void;

type Source = Readonly<Record<string, string>>;

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, field: string): unknown =>
  isPlain(value) && Object.hasOwn(value, field) ? value[field] : undefined;

const isTexts = (value: unknown): value is Source =>
  isPlain(value) && Object.values(value).every((item) => typeof item === 'string');

const NOTHING: readonly never[] = [];

/**
 * Makes the reader of entries. It ends with false at a line that is not what the trail writes: then the official
 * serializer, which works on parsed events, has the word.
 */
export const createRecordReader = <Encoded>(
  outline: RecordOutline,
  encoding: PartEncoding<Encoded>,
): ((entries: readonly TrailEntry[], take: TakeRecord<Encoded>) => boolean) => {
  interface Wanted {
    readonly name: string;
    readonly field: string;
    readonly place: number;
    /** In a group; a field of the envelope is a member itself. */
    readonly inside: boolean;
  }
  const wantedOf = new Map<string, Wanted[]>();
  for (const [place, [name, group, field]] of outline.attributes.entries()) {
    const wanted = { name, field, place, inside: group !== '' };
    const key = group === '' ? field : group;
    wantedOf.set(key, [...(wantedOf.get(key) ?? []), wanted]);
  }

  const make = (key: string, value: unknown): Member<Encoded> => {
    const attributes: [number, Encoded][] = [];
    for (const { name, field, place, inside } of wantedOf.get(key) ?? NOTHING) {
      const item = inside ? fieldOf(value, field) : value;
      if (item === undefined) continue;
      if (typeof item !== 'string') throw new TypeError('an attribute that is no text');
      attributes.push([place, encoding.attribute(name, item)]);
    }
    return { key, value, encoded: encoding.member(key, value), attributes };
  };
  const membersOf = createMemberReader({
    make,
    keep: (member) => ({
      ...member,
      encoded: encoding.keep(member.encoded),
      attributes: member.attributes.map(([place, encoded]) => [place, encoding.keep(encoded)] as const),
    }),
  });
  const resources = new WeakMap<object, OutlineResource>();
  const none = outline.resourceOf(undefined);

  const resourceOf = (source: unknown): OutlineResource | undefined => {
    if (source === undefined) return none;
    if (!isTexts(source)) return undefined;
    // The same object for the same text, as long as it is remembered.
    let resource = resources.get(source);
    if (resource === undefined) resources.set(source, (resource = outline.resourceOf(source)));
    return resource;
  };

  const takeFrom = (members: readonly Member<Encoded>[], take: TakeRecord<Encoded>): boolean => {
    const body: Encoded[] = [];
    const places: (Encoded | undefined)[] = [];
    let type: unknown, timestamp: unknown, source: unknown, governance: unknown, traceId: unknown, spanId: unknown;
    for (const { key, value, encoded, attributes } of members) {
      body.push(encoded);
      for (const [place, attribute] of attributes) places[place] = attribute;
      if (key === 'event_type') type = value;
      else if (key === 'timestamp') timestamp = value;
      else if (key === 'source') source = value;
      else if (key === 'governance') governance = value;
      else if (key === 'trace_id') traceId = value;
      else if (key === 'span_id') spanId = value;
    }
    const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
    const resource = resourceOf(source);
    if (typeof type !== 'string' || !(time > 0) || resource === undefined) return false;
    const result = isPlain(governance) ? governance['result'] : undefined;
    const severity = outline.severityOf(
      typeof result === 'string' ? { event_type: type, governance: { result } } : { event_type: type },
    );
    const trace = typeof traceId === 'string' && typeof spanId === 'string' ? { traceId, spanId } : undefined;
    const attributes: Encoded[] = [];
    for (const attribute of places) if (attribute !== undefined) attributes.push(attribute);
    take({ body, attributes, eventType: type, time, severity, trace }, resource);
    return true;
  };

  return (entries, take) => {
    for (const { line } of entries) {
      const members = membersOf(line);
      if (members === undefined || !takeFrom(members, take)) return false;
    }
    return true;
  };
};
