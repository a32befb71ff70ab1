/**
 * Tests that stand in a rule (`agent_siem.tests`), expanded to plain events.
 * @module
 */
import type { RuleTest } from '../ir.js';
import type { RuleDocument } from '../parse/documents.js';
import { childOf, refuseOtherKeys, textOf } from '../parse/read-map.js';
import type { YamlNode } from '../parse/yaml-tree.js';
import { isOwnTaxonomy } from '../taxonomy/schema-check.js';
import { testTime, TEST_START_MS } from './offsets.js';
import { eventsOf } from './read-events.js';
import { expectationsOf } from './read-expectations.js';
import { lookupsOf } from './read-lookups.js';
import { fail, type ReadTestFile, type TestReader } from './test-reader.js';

const TEST_KEYS: readonly string[] = ['name', 'events', 'lookups', 'now', 'expect'];
const readTest = (reader: TestReader, ruleId: string, node: YamlNode): readonly RuleTest[] => {
  if (node.kind !== 'map')
    return fail(reader, node, 'a test is a mapping', 'Write {name: ..., events: [...], expect: 1}.');
  refuseOtherKeys(reader.source, node, TEST_KEYS, 'a test');
  const name = textOf(reader.source, node, 'name');
  if (name === undefined || name.trim() === '') return fail(reader, node, 'the test has no name', 'Add `name:`.');
  const events = childOf(node, 'events');
  const nowText = textOf(reader.source, node, 'now');
  const now = nowText === undefined ? undefined : testTime(nowText);
  if (nowText !== undefined && now === undefined)
    return fail(reader, childOf(node, 'now') ?? node, 'now is not a time', 'Write an offset such as 1d.');
  const items =
    events?.kind === 'list' && events.items.length > 0
      ? events.items
      : fail(reader, events ?? node, 'events is a list of events', 'Write `events: [{type: tool_call.blocked}]`.');
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

/** A test with a part missing would pass or fail for nothing. */
const testOf = (reader: TestReader, ruleId: string, node: YamlNode): readonly RuleTest[] => {
  const before = reader.source.issues.length;
  const tests = readTest(reader, ruleId, node);
  return reader.source.issues.length > before ? [] : tests;
};

/** Tests of one document. What is wrong with them is reported; a broken test is left out. */
export const readTests = (document: RuleDocument, readFile: ReadTestFile): readonly RuleTest[] => {
  const node = document.read.block && childOf(document.read.block, 'tests');
  if (node === undefined) return [];
  const reader: TestReader = {
    source: document.source,
    readFile,
    checked: isOwnTaxonomy(document),
    serial: 0,
  };
  if (node.kind !== 'list') return fail(reader, node, 'tests is a list', 'Write `tests:` and an item for each case.');
  return node.items.flatMap((item) => testOf(reader, document.read.meta.ruleId, item));
};

/** What the offset 0s means, as ISO. */
export const TEST_START = new Date(TEST_START_MS).toISOString();
