import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePredicate } from '../src/evaluate/index.js';
import { parseRules } from '../src/rules/index.js';
import { readRecordedEvents } from './engines/foreign/recorded-events.mjs';

const ID = '81bcb81b-5b1f-474b-b373-52c871aaa7b1';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recorded-events-'));
  const recorded = (image: string): string =>
    JSON.stringify({ Event: { System: { EventID: 1 }, EventData: { Image: image } } }, null, 2);
  writeFileSync(join(folder, `${ID}.json`), `${recorded('sc.exe')}\n${recorded('bbb.exe')}\n`);
  writeFileSync(join(folder, 'info.yml'), 'no: event\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('each object of a file is an event, a second after the one before', () => {
  const { events, names } = readRecordedEvents(folder, 0);
  expect(events.map(({ event_id, '@timestamp': at, Image }) => [event_id, at, Image])).toEqual([
    ['0', '1970-01-01T00:00:01.000Z', 'sc.exe'],
    ['1', '1970-01-01T00:00:02.000Z', 'bbb.exe'],
  ]);
  expect(events.map((event) => names.get(event))).toEqual([ID, ID]);
});

test('a keyword is not found in the name of the file', () => {
  const { events } = readRecordedEvents(folder, 0);
  const { ruleSet } = parseRules([
    { file: 'r.yml', text: 'title: t\nlogsource: {product: x}\ndetection:\n  words: [aaa, bbb]\n  condition: words\n' },
  ]);
  const [rule] = ruleSet.rules;
  if (rule?.kind !== 'detection') throw new Error('no detection');
  expect(events.filter(compilePredicate(rule.predicate)).map((event) => event.event_id)).toEqual(['1']);
});
