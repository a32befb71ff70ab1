/**
 * Tests that stand in a rule (`agent_siem.tests`), expanded to plain events.
 * @module
 */
import type { RuleTest } from '../ir.js';
import type { RuleDocument } from '../parse/documents.js';
import { childOf, mapOf, refuseOtherKeys, textOf } from '../parse/read-map.js';
import type { SourceFile } from '../parse/source-file.js';
import type { YamlMap, YamlNode } from '../parse/yaml-tree.js';
import { parseOffset, parseRepeat, testTime, TEST_START_MS, type Repeat } from './offsets.js';
import { templateEvent, TEMPLATE_TYPES, type PlainEvent } from './templates.js';

/** Reads a file that a test names, relative to the rule file; undefined when it cannot be read. */
export type ReadTestFile = (ruleFile: string, name: string) => string | undefined;

const TEST_KEYS: readonly string[] = ['name', 'events', 'lookups', 'now', 'expect'];
const EVENT_KEYS: readonly string[] = ['type', 'at', 'arrives', 'repeat', 'event', 'file'];
const MAX_EVENTS = 50_000;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const base32 = (value: number, length: number): string =>
  value === 0 && length === 0
    ? ''
    : Array.from({ length }, (_, index) => CROCKFORD.charAt(Math.floor(value / 32 ** (length - 1 - index)) % 32)).join(
        '',
      );

/** Ids that are the same in every run: the time and a counter. */
const testEventId = (time: number, serial: number): string => `evt_${base32(time, 10)}${base32(serial, 16)}`;

/** A YAML node as the JSON value it stands for. */
const plainValue = (node: YamlNode): unknown => {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
  }
};

/** Sets a dotted path; null removes it. */
const setPath = (event: Record<string, unknown>, path: string, value: unknown): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let node = event;
  for (const key of keys) {
    const next = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) node = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      Object.defineProperty(node, key, { value: made, enumerable: true, configurable: true, writable: true });
      node = made;
    }
  }
  if (value === null) Reflect.deleteProperty(node, last);
  else Object.defineProperty(node, last, { value, enumerable: true, configurable: true, writable: true });
};

/** `{n}` in texts is the number of the repetition, from 1. */
const numbered = (value: unknown, number: number): unknown =>
  typeof value === 'string'
    ? value.replaceAll('{n}', String(number))
    : Array.isArray(value)
      ? value.map((each) => numbered(each, number))
      : value;

/** Time offsets of all repetitions; dimensions multiply, the last one runs fastest. */
const repetitions = (repeats: readonly Repeat[]): readonly number[] =>
  repeats.reduce<readonly number[]>(
    (offsets, { times, stepMs }) =>
      offsets.flatMap((offset) => Array.from({ length: times }, (_, index) => offset + index * stepMs)),
    [0],
  );

interface TestReader {
  readonly source: SourceFile;
  readonly readFile: ReadTestFile;
  serial: number;
}

const fail = (
  reader: TestReader,
  node: { readonly offset: number },
  message: string,
  mend?: string,
): readonly never[] => {
  reader.source.report(node.offset, { code: 'test.invalid', message, mend });
  return [];
};

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
    return fail(reader, node, 'the file of events is not NDJSON');
  }
};

const eventsOf = (reader: TestReader, node: YamlNode): readonly PlainEvent[] => {
  if (node.kind !== 'map') return fail(reader, node, 'an event is a mapping', 'Write {type: tool_call.blocked}.');
  const file = childOf(node, 'file');
  if (file !== undefined) return fileEvents(reader, file);
  const at = textOf(reader.source, node, 'at') ?? '0s';
  const start = testTime(at);
  if (start === undefined) {
    return fail(reader, childOf(node, 'at') ?? node, 'at is not a time', 'Write an offset such as 1d2h30m.');
  }
  const repeats = repeatsOf(reader, node);
  if (repeats === undefined) return [];
  const given = childOf(node, 'event');
  const type = textOf(reader.source, node, 'type');
  const makeBase = (): Record<string, unknown> | undefined => {
    if (given?.kind === 'map') return plainValue(given) as Record<string, unknown>;
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

type Expectation = RuleTest['expect'][number];

const expectationOf = (reader: TestReader, node: YamlNode): readonly Expectation[] => {
  if (node.kind !== 'map')
    return fail(reader, node, 'an expected alert is a mapping', 'Write {group: {...}, value: 5}.');
  refuseOtherKeys(reader.source, node, ['group', 'value', 'time'], 'an expected alert');
  const group = mapOf(reader.source, node, 'group');
  const value = childOf(node, 'value');
  const at = textOf(reader.source, node, 'time');
  const time = at === undefined ? undefined : testTime(at);
  if (at !== undefined && time === undefined) return fail(reader, childOf(node, 'time') ?? node, 'time is not a time');
  if (value !== undefined && (value.kind !== 'scalar' || typeof value.value !== 'number')) {
    return fail(reader, value, 'value is a number');
  }
  return [
    {
      ...(group === undefined
        ? {}
        : {
            group: Object.fromEntries(
              group.entries.flatMap(({ key, value: part }) => (part.kind === 'scalar' ? [[key, part.text]] : [])),
            ),
          }),
      ...(value?.kind === 'scalar' && typeof value.value === 'number' ? { value: value.value } : {}),
      ...(time === undefined ? {} : { time }),
    },
  ];
};

const expectationsOf = (reader: TestReader, test: YamlMap): readonly Expectation[] => {
  const node = childOf(test, 'expect');
  if (node === undefined) {
    return fail(reader, test, 'the test expects nothing', 'Write `expect: []` for a case that must stay quiet.');
  }
  if (node.kind === 'scalar' && typeof node.value === 'number') return Array.from({ length: node.value }, () => ({}));
  if (node.kind === 'list') return node.items.flatMap((item) => expectationOf(reader, item));
  return fail(reader, node, 'expect is a number of alerts or a list of them');
};

const lookupsOf = (reader: TestReader, test: YamlMap): RuleTest['lookups'] => {
  const lookups = mapOf(reader.source, test, 'lookups');
  return Object.fromEntries(
    (lookups?.entries ?? []).map(({ key, value }) => {
      const rows = value.kind === 'list' ? value.items : fail(reader, value, `lookup ${key} is a list of rows`);
      return [
        key,
        rows.flatMap((row): readonly Readonly<Record<string, string>>[] => {
          if (row.kind !== 'map') return fail(reader, row, 'a row is a mapping');
          return [
            Object.fromEntries(
              row.entries.flatMap((cell) => (cell.value.kind === 'scalar' ? [[cell.key, cell.value.text]] : [])),
            ),
          ];
        }),
      ];
    }),
  );
};

const testOf = (reader: TestReader, ruleId: string, node: YamlNode): readonly RuleTest[] => {
  if (node.kind !== 'map') return fail(reader, node, 'a test is a mapping with name, events, expect');
  refuseOtherKeys(reader.source, node, TEST_KEYS, 'a test');
  const name = textOf(reader.source, node, 'name');
  if (name === undefined) return fail(reader, node, 'the test has no name');
  const events = childOf(node, 'events');
  const nowText = textOf(reader.source, node, 'now');
  const now = nowText === undefined ? undefined : testTime(nowText);
  if (nowText !== undefined && now === undefined)
    return fail(reader, childOf(node, 'now') ?? node, 'now is not a time');
  const items = events?.kind === 'list' ? events.items : fail(reader, events ?? node, 'events is a list');
  return [
    {
      ruleId,
      name,
      events: items.flatMap((item) => eventsOf(reader, item)),
      lookups: lookupsOf(reader, node),
      ...(now === undefined ? {} : { now }),
      expect: expectationsOf(reader, node),
      at: reader.source.position(node.offset),
    },
  ];
};

/** Tests of one document. What is wrong with them is reported; a broken test is left out. */
export const readTests = (document: RuleDocument, readFile: ReadTestFile): readonly RuleTest[] => {
  const node = document.read.block && childOf(document.read.block, 'tests');
  if (node === undefined) return [];
  const reader: TestReader = { source: document.source, readFile, serial: 0 };
  if (node.kind !== 'list') return fail(reader, node, 'tests is a list');
  return node.items.flatMap((item) => testOf(reader, document.read.meta.ruleId, item));
};

/** What the offset 0s means, as ISO. */
export const TEST_START = new Date(TEST_START_MS).toISOString();
