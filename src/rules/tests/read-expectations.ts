/**
 * What a test expects.
 * @module
 */
import type { RuleTest } from '../ir.js';
import { childOf, mapOf, refuseOtherKeys, textOf } from '../parse/read-map.js';
import type { YamlMap, YamlNode } from '../parse/yaml-tree.js';
import { testTime } from './offsets.js';
import { fail, type TestReader } from './test-reader.js';

/** Most alerts that a number may expect. */
const MAX_ALERTS = 100_000;

type Expectation = RuleTest['expect'][number];

const expectationOf = (reader: TestReader, node: YamlNode): readonly Expectation[] => {
  if (node.kind !== 'map')
    return fail(reader, node, 'an expected alert is a mapping', 'Write {group: {...}, value: 5}.');
  refuseOtherKeys(reader.source, node, ['group', 'value', 'time'], 'an expected alert');
  const group = mapOf(reader.source, node, 'group');
  const value = childOf(node, 'value');
  const at = textOf(reader.source, node, 'time');
  const time = at === undefined ? undefined : testTime(at);
  if (at !== undefined && time === undefined)
    return fail(reader, childOf(node, 'time') ?? node, 'time is not a time', 'Write an offset such as 6m.');
  if (value !== undefined && (value.kind !== 'scalar' || typeof value.value !== 'number')) {
    return fail(reader, value, 'value is a number', 'Write `value: 5`.');
  }
  return [
    {
      ...(group === undefined
        ? {}
        : {
            group: Object.fromEntries(
              group.entries.flatMap(({ key }) => {
                const part = textOf(reader.source, group, key);
                return part === undefined ? [] : [[key, part]];
              }),
            ),
          }),
      ...(value?.kind === 'scalar' && typeof value.value === 'number' ? { value: value.value } : {}),
      ...(time === undefined ? {} : { time }),
    },
  ];
};

/** The alerts that a test expects. */
export const expectationsOf = (reader: TestReader, test: YamlMap): readonly Expectation[] => {
  const node = childOf(test, 'expect');
  if (node === undefined) {
    return fail(reader, test, 'the test expects nothing', 'Write `expect: []` for a case that must stay quiet.');
  }
  if (node.kind === 'scalar' && typeof node.value === 'number') {
    if (!Number.isInteger(node.value) || node.value < 0 || node.value > MAX_ALERTS)
      return fail(reader, node, 'no test raises that many alerts', 'Write a whole number, such as `expect: 1`.');
    return Array.from({ length: node.value }, () => ({}));
  }
  if (node.kind === 'list') return node.items.flatMap((item) => expectationOf(reader, item));
  return fail(reader, node, 'expect is a number of alerts or a list of them', 'Write `expect: 1` or `expect: []`.');
};
