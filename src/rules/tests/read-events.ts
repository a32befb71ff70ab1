/**
 * The events of a test: from a template, as they are, or from a file.
 * @module
 */
import { childOf, mapOf, refuseOtherKeys, textOf } from '../parse/read-map.js';
import type { YamlMap, YamlNode } from '../parse/yaml-tree.js';
import { checkOverride } from './check-override.js';
import { parseOffset, parseRepeat, testTime, type Repeat } from './offsets.js';
import { numbered, plainValue, repetitions, setPath, testEventId } from './plain-event.js';
import { templateEvent, TEMPLATE_TYPES, type PlainEvent } from './templates.js';
import { fail, type TestReader } from './test-reader.js';

const EVENT_KEYS: readonly string[] = ['type', 'at', 'arrives', 'repeat', 'event', 'file'];
const MAX_EVENTS = 50_000;

const repeatsOf = (reader: TestReader, map: YamlMap): readonly Repeat[] | undefined => {
  const node = childOf(map, 'repeat');
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  const repeats = items.map((item) => (item.kind === 'scalar' ? parseRepeat(item.text) : undefined));
  const known = repeats.filter((repeat) => repeat !== undefined);
  const total = known.reduce((product, { times }) => product * times, 1);
  if (known.length === repeats.length && total <= MAX_EVENTS) return known;
  fail(reader, node, 'repeat cannot be read', `Write it as 5 every 10s; at most ${String(MAX_EVENTS)} events.`);
  return undefined;
};

const fileEvents = (reader: TestReader, node: YamlNode): readonly PlainEvent[] => {
  const name = node.kind === 'scalar' ? node.text : '';
  const text = reader.readFile(reader.source.file, name);
  if (text === undefined)
    return fail(reader, node, 'the file of events cannot be read', 'Name it relative to the rule.');
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as PlainEvent);
  } catch {
    return fail(reader, node, 'the file of events is not NDJSON', 'Write one JSON object a line.');
  }
};

/** The events of one entry of `events`. */
export const eventsOf = (reader: TestReader, node: YamlNode): readonly PlainEvent[] => {
  if (node.kind !== 'map') return fail(reader, node, 'an event is a mapping', 'Write {type: tool_call.blocked}.');
  const file = childOf(node, 'file');
  if (file !== undefined) {
    refuseOtherKeys(reader.source, node, ['file'], 'an event from a file');
    return fileEvents(reader, file);
  }
  const at = textOf(reader.source, node, 'at') ?? '0s';
  const start = testTime(at);
  if (start === undefined) {
    return fail(reader, childOf(node, 'at') ?? node, 'at is not a time', 'Write an offset such as 1d2h30m.');
  }
  const repeats = repeatsOf(reader, node);
  if (repeats === undefined) return [];
  const given = mapOf(reader.source, node, 'event');
  const type = textOf(reader.source, node, 'type');
  if (given !== undefined && type !== undefined) {
    const mend = 'An event as it is has no template: remove type.';
    return fail(reader, childOf(node, 'type') ?? node, 'type beside event', mend);
  }
  const makeBase = (): Record<string, unknown> | undefined => {
    if (given !== undefined) return plainValue(given) as Record<string, unknown>;
    return type === undefined ? undefined : templateEvent(type);
  };
  if (makeBase() === undefined) {
    return fail(reader, childOf(node, 'type') ?? node, 'the event has no type', `Types: ${TEMPLATE_TYPES.join(', ')}.`);
  }
  const delay = textOf(reader.source, node, 'arrives');
  const arrives = delay === undefined ? undefined : parseOffset(delay);
  if (delay !== undefined && arrives === undefined) {
    return fail(reader, childOf(node, 'arrives') ?? node, 'arrives is not an offset', 'Write 20m: after the event.');
  }
  const overrides = node.entries.filter(({ key }) => !EVENT_KEYS.includes(key));
  if (reader.checked && given === undefined) for (const each of overrides) checkOverride(reader, each);
  return repetitions(repeats).map((offset, index) => {
    const event = makeBase() ?? {};
    const time = Date.parse(start) + offset;
    if (given === undefined) event['event_id'] = testEventId(time, (reader.serial += 1));
    if (given === undefined || childOf(node, 'at') !== undefined) event['timestamp'] = new Date(time).toISOString();
    if (arrives !== undefined) {
      setPath(event, 'event.ingested', new Date(time + arrives).toISOString());
    }
    for (const { key, value } of overrides) setPath(event, key, numbered(plainValue(value), index + 1));
    return event;
  });
};
