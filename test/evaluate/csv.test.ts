import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLookupCsv } from '../../src/evaluate/index.js';

const read = (text: string) => readLookupCsv(text, 'scope.csv');

describe('lookup tables from CSV', () => {
  test('byte order mark, CRLF, quotes, blank lines, line breaks inside quotes', () => {
    expect(read('\ufeffagent_id,tool_name\r\n"a, b","say ""hi"""\r\n\r\none,"two\nlines"\r\n')).toEqual([
      { agent_id: 'a, b', tool_name: 'say "hi"' },
      { agent_id: 'one', tool_name: 'two\nlines' },
    ]);
  });
  test('values stay as they are', () => {
    expect(read('agent_id,kind,value\none, tool ,*\n')).toEqual([{ agent_id: 'one', kind: ' tool ', value: '*' }]);
  });
  test('an empty file and a header alone are empty tables', () => {
    expect(read('')).toEqual([]);
    expect(read('agent_id,tool_name\n')).toEqual([]);
  });
  test.each([
    ['agent_id,tool_name\none,"two', 'scope.csv:2'],
    ['agent_id,tool_name\n"one"x,two', 'scope.csv:2'],
    ['agent_id,tool_name\n\none,tw"o', 'scope.csv:3'],
    ['agent_id,tool_name\n"a\nb",c\none', 'scope.csv:4'],
    ['agent_id,tool_name\na,b,c', 'scope.csv:2'],
    ['agent,tool\na,b', 'scope.csv:1'],
    ['agent_id,kind\na,b', 'scope.csv:1'],
  ])('%j names its line', (text, place) => {
    let described = '';
    try {
      read(text);
    } catch (error) {
      described = (error as { describe(): string }).describe();
    }
    expect(described).toContain(place);
  });
  test('reads back what was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'), maxLength: 6 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = ['agent_id,tool_name', ...rows.map((row) => row.map(quoted).join(','))].join(end);
        expect(read(text)).toEqual(rows.map(([agent_id, tool_name]) => ({ agent_id, tool_name })));
      }),
    );
  });
});
