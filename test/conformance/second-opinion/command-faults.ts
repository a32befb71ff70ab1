// Faults of pth_10 in commands, and in the functions of stats.
import { PAGES, type Fault } from './fault.js';

const dotted = (query: string): readonly string[] => query.match(/\w+\.[\w.{}]+/g) ?? [];

export const COMMAND_FAULTS: readonly Fault[] = [
  {
    name: 'search compares with case',
    splunk: 'search compares values without regard to case',
    page: PAGES.command('search'),
    pth10: 'compares with case',
    known: { by: 'avoided', how: 'event types in their canonical case' },
    example: { query: 'search a="X"', rows: [{ a: 'x' }], expected: [{ a: 'x' }] },
  },
  {
    name: 'dedup by several fields takes each by itself',
    splunk: 'dedup keeps the first event of each combination of values',
    page: PAGES.command('dedup'),
    pth10: 'drops an event when one of its values was there before',
    known: { by: 'rows', query: /\| dedup \w+ \w+/ },
    example: {
      query: 'dedup a b',
      rows: [
        { a: 'x', b: '1' },
        { a: 'x', b: '2' },
      ],
      expected: [
        { a: 'x', b: '1' },
        { a: 'x', b: '2' },
      ],
    },
  },
  {
    name: 'table loses fields with a dot in their name',
    splunk: 'table gives the fields that it names',
    page: PAGES.command('table'),
    pth10: 'gives a column by the last part of the name, or none',
    known: { by: 'rows', query: /\| table /, columns: dotted },
    example: { query: 'table a.b, c', rows: [{ 'a.b': 'x', c: 'y' }], expected: [{ 'a.b': 'x', c: 'y' }] },
  },
  {
    name: 'rename of a field with a dot in its name',
    splunk: 'rename takes any field, its name in quotes where it has other characters',
    page: PAGES.command('rename'),
    pth10: 'leaves the field as it was',
    known: { by: 'rows', query: /\| rename "\w+\.\w+\{\}" AS/, columns: dotted },
    example: { query: 'rename "a.b{}" AS a.b', rows: [{ 'a.b{}': 'x' }], expected: [{ 'a.b': 'x' }] },
  },
  {
    name: 'stats makes a group of events without the field',
    splunk: 'there is a row for each value of the BY field, and none for events without it',
    page: PAGES.stats,
    pth10: 'makes a row for NULL',
    known: {
      by: 'rows',
      query: /\| stats .* BY /,
      rows: (row, query) =>
        (query.split(' BY ')[1]?.match(/\w+/g) ?? []).some((name) => (row.get(name) ?? null) === null),
    },
    example: { query: 'stats count AS c BY b', rows: [{ a: '1', b: 'x' }, { a: '2' }], expected: [{ b: 'x', c: 1 }] },
  },
  {
    name: 'count leaves out events without the first column',
    splunk: 'count counts events',
    page: PAGES.stats,
    pth10: 'counts values of the column that happens to be the first',
    known: { by: 'avoided', how: '`index`, which every row has, in the first column' },
    example: {
      query: 'stats count AS c BY b',
      rows: [
        { first: null, b: 'x' },
        { first: '1', b: 'x' },
      ],
      expected: [{ b: 'x', c: 2 }],
      columns: { first: 'text', b: 'text', index: 'text' },
    },
  },
  {
    name: 'min() and max() of whole numbers beyond 32 bits',
    splunk: 'min() and max() give a value of the field',
    page: PAGES.stats,
    pth10: 'cuts the value to 32 bits',
    known: { by: 'avoided', how: 'such columns are floating-point' },
    example: {
      query: 'stats max(a) AS c BY b',
      rows: [{ a: 3_000_000_000, b: 'x' }],
      expected: [{ b: 'x', c: 3_000_000_000 }],
      columns: { index: 'text', a: 'long', b: 'text' },
    },
  },
  {
    name: 'min() and max() of a missing field end the search',
    splunk: 'functions of stats leave out events without the field',
    page: PAGES.stats,
    pth10: 'NullPointerException in MinMaxAggregator',
    known: { by: 'error', error: /in MinMaxAggregator\.reduce/, perRow: true },
    example: { query: 'stats min(a) AS c BY b', rows: [{ a: 1, b: 'x' }, { b: 'x' }], expected: [{ b: 'x', c: 1 }] },
  },
  {
    name: 'values() of a missing field ends the search',
    splunk: 'functions of stats leave out events without the field',
    page: PAGES.stats,
    pth10: 'NullPointerException in ValuesAggregator',
    known: { by: 'error', error: /in ValuesAggregator\.reduce/, perRow: true },
    example: {
      query: 'stats values(a) AS c BY b',
      rows: [{ a: 'y', b: 'x' }, { b: 'x' }],
      expected: [{ b: 'x', c: 'y' }],
    },
  },
  {
    name: 'values() of several values',
    splunk: 'values() takes each value of a field by itself',
    page: PAGES.stats,
    pth10: 'makes one text of them, in words of Scala',
    known: {
      by: 'rows',
      query: /\| stats .*\bvalues\(/,
      columns: (_, found) => [
        ...new Set(
          found.flatMap((row) =>
            Object.entries(row).flatMap(([name, value]) => (/^WrappedArray\(/m.test(String(value)) ? [name] : [])),
          ),
        ),
      ],
    },
    example: {
      query: 'stats values(a) AS c BY b',
      rows: [{ a: ['x', 'y'], b: '1' }],
      expected: [{ b: '1', c: ['x', 'y'] }],
    },
  },
  {
    name: 'a percentile between two values',
    splunk: 'a percentile is a value of the field: perc_method is nearest-rank',
    page: PAGES.percentile,
    pth10: 'interpolates',
    known: {
      by: 'rows',
      query: /\| stats .*\bexactperc/,
      columns: (query) => [...query.matchAll(/exactperc\d+\(\w+\) AS (\w+)/g)].map(([, name = '']) => name),
    },
    example: {
      query: 'stats exactperc50(a) AS c BY b',
      rows: [
        { a: 1, b: 'x' },
        { a: 2, b: 'x' },
      ],
      expected: [{ b: 'x', c: 1 }],
    },
  },
];
