import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AgentSiemError } from '../../src/error.js';
import { readFieldMap } from '../../src/targets/field-map.js';
import { sourceProblem } from '../../src/targets/map-source.js';
import type { TargetName } from '../../src/targets/index.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-map-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'map.yml');

const fault = (text: string, target?: TargetName): string => {
  writeFileSync(file, text);
  try {
    readFieldMap(file, target);
  } catch (error) {
    if (error instanceof AgentSiemError) return error.describe().replace(`${file}:`, '');
    throw error;
  }
  return 'no error';
};
const SHAPE = 'Write fields: {name in the rule: name in the SIEM}, and source, time and id where they differ';

describe('a map of fields', () => {
  it('is YAML or JSON', () => {
    const map = { fields: { Image: 'process.executable' }, source: 'winlogbeat-*', time: '@timestamp', id: 'event.id' };
    writeFileSync(file, JSON.stringify(map));
    expect(readFieldMap(file, 'elastic')).toEqual(map);
    writeFileSync(file, 'source: index=a\n');
    expect(readFieldMap(file, 'splunk')).toEqual({ fields: {}, source: 'index=a' });
  });

  it.each([
    ['fields: {}\nsource: a\nsource: b\n', `3:1: not YAML: Map keys must be unique. ${SHAPE}`],
    ['fields: {a: b\nsource: x\n', '2:1: not YAML: '],
    ['- a\n', `1:1: a map of fields is an object. ${SHAPE}`],
    ['', `1:1: a map of fields is an object. ${SHAPE}`],
    ['source: x\nfields: [a]\n', `2:1: fields: not an object. ${SHAPE}`],
    ['fields:\n  Image: a\n  User.Name: 3\n', `3:3: fields.User.Name: not a name. ${SHAPE}`],
    ['fields:\n  7: 3\n', `2:3: fields.7: not a name. ${SHAPE}`],
    ['fields: &a {b: *a}\n', `1:13: fields.b: not a name. ${SHAPE}`],
    ['field: {a: b}\n', `1:1: field: not a key of a map. ${SHAPE}`],
    ['fields: {}\ntime: 7\n', `2:1: time: not a name. ${SHAPE}`],
  ])('names line, column, field and mend: %j', (text, message) => {
    expect(fault(text)).toContain(message);
  });

  it('that is not there is no map of the wrong shape', () => {
    expect(() => readFieldMap(join(folder, 'none.yml'))).toThrow(
      expect.objectContaining({ code: 'map.not-found', mend: 'Name a YAML file with fields, source, time and id' }),
    );
  });

  it('names a source that the SIEM would read otherwise', () => {
    expect(fault('fields: {}\nsource: main\n', 'splunk')).toBe(
      '2:1: source: not the terms of one search, or a macro in splunk. Write it as source: index=wineventlog',
    );
    expect(fault('fields: {}\nsource: main\n')).toBe('no error');
  });
});

it.each<[TargetName, readonly string[], readonly string[]]>([
  [
    'splunk',
    ['index=a OR index=b', 'sourcetype="x y"', '`sysmon`'],
    ['main', '*', 'index=a | delete', 'index=[x]', 'a=b\nc'],
  ],
  [
    'elastic',
    ['logs-*', 'a-*,-b', 'eu:logs-*, us:logs-*', '.alerts'],
    ['a | DROP x', 'a METADATA _id', '"a"', 'a // b', ',a'],
  ],
  ['sentinel', ['SecurityEvent', 'My Table', '_Im_Dns'], ['logs-*', 'T | where', 'T()', '["T"]', 'T\n']],
  ['datadog', ['service:x', 'source:(a OR b) env:prod'], ['okta', 'a:b\nc']],
])('sources in %s', (target, good, bad) => {
  for (const source of good) expect(sourceProblem(target, source), source).toBeUndefined();
  for (const source of bad) expect(sourceProblem(target, source), source).toBeDefined();
});
