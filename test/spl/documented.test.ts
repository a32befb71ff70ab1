// The interpreter against examples and statements of Splunk's documentation; each block names its page.
import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression.js';
import { extractFields } from './extraction.js';
import { isFound, pcre } from './pcre.js';
import { runSearch, splitPipeline, type IndexedEvent } from './run.js';
import type { FieldValue, Value } from './value.js';

const value = (text: string, fields: Readonly<Record<string, FieldValue>> = {}): Value =>
  parseExpression(text)({ get: (name) => fields[name] ?? null, now: 0 });

const event = (fields: object, time = 0): IndexedEvent => ({ raw: JSON.stringify(fields), time, indexTime: 0 });
const search = (text: string, events: readonly object[], lookups = {}) =>
  runSearch(`index=ai_governance ${text}`, { events: events.map((one, at) => event(one, 100 - at)), lookups }).map(
    (row) => Object.fromEntries([...row].filter(([name]) => !/^_|^(?:index|sourcetype)$/.test(name))),
  );

const MULTIVALUE =
  'https://help.splunk.com/splunk-enterprise/spl-search-reference/9.4/evaluation-functions/multivalue-eval-functions';
describe(MULTIVALUE, () => {
  it('mvrange(1,11,2) is 1, 3, 5, 7, 9: the end is not included', () => {
    expect(value('mvrange(1,11,2)')).toEqual([1, 3, 5, 7, 9]);
  });
  it('mvcount: number of values, 1 for a single value, NULL for none', () => {
    expect(value('mvcount(x)', { x: ['a', 'b'] })).toBe(2);
    expect(value('mvcount(x)', { x: 'a' })).toBe(1);
    expect(value('mvcount(x)')).toBeNull();
  });
  it('mvfind gives the index of the first value that matches, from 0, else NULL', () => {
    expect(value('mvfind(mymvfield, "err\\d+")', { mymvfield: ['ok', 'err7', 'err8'] })).toBe(1);
    expect(value('mvfind(mymvfield, "err\\d+")', { mymvfield: ['ok'] })).toBeNull();
  });
  it('mvindex counts from 0, from the end below 0, and takes a range', () => {
    const x = ['a', 'b', 'c'];
    expect(value('mvindex(x, 2)', { x })).toBe('c');
    expect(value('mvindex(x, -1)', { x })).toBe('c');
    expect(value('mvindex(x, 0, 1)', { x })).toEqual(['a', 'b']);
    expect(value('mvindex(x, 5)', { x })).toBeNull();
  });
  it('mvjoin and split take their delimiter literally', () => {
    expect(value('mvjoin(foo, " OR ")', { foo: ['a', 'b'] })).toBe('a OR b');
    expect(value('split(x, ".")', { x: 'a.b' })).toEqual(['a', 'b']);
  });
  it('mvzip stitches two lists together, mvsort orders by text', () => {
    expect(value('mvzip(hosts, ports, ":")', { hosts: ['b', 'a'], ports: ['80', '443'] })).toEqual(['b:80', 'a:443']);
    expect(value('mvzip(hosts, ports)', { hosts: ['b', 'a'], ports: ['80'] })).toEqual('b,80');
    expect(value('mvsort(x)', { x: ['b', '10', '9', 'a'] })).toEqual(['10', '9', 'a', 'b']);
  });
  it('mvappend gives one list of all values', () => {
    expect(value('mvappend(mvappend("localhost", srcip), destip, "192.168.1.1")', { srcip: 'a', destip: 'b' })).toEqual(
      ['localhost', 'a', 'b', '192.168.1.1'],
    );
  });
});

describe('https://help.splunk.com/splunk-enterprise/search/spl2-search-reference/evaluation-functions/comparison-and-conditional-functions', () => {
  it('case takes the first true condition and is NULL when there is none', () => {
    const text = 'case(status == 200, "OK", status == 404, "Not found", status == 500, "Internal Server Error")';
    expect(value(text, { status: '200' })).toBe('OK');
    expect(value(text, { status: '404' })).toBe('Not found');
    expect(value(text, { status: '408' })).toBeNull();
  });
  it('if takes its last argument when the condition is not true', () => {
    expect(value('if(error == 200, "OK", "Error")', { error: '200' })).toBe('OK');
    expect(value('if(error == 200, "OK", "Error")', { error: '500' })).toBe('Error');
    expect(value('if(error == 200, "OK", "Error")')).toBe('Error');
  });
  it('coalesce takes the first value that is not NULL', () => {
    expect(value('coalesce(clientip, ipaddress)', { ipaddress: '10.0.0.1' })).toBe('10.0.0.1');
  });
  it('cidrmatch tells addresses of a network', () => {
    expect(value('cidrmatch("10.0.0.0/24", ip)', { ip: '10.0.0.7' })).toBe(true);
    expect(value('cidrmatch("10.0.0.0/24", ip)', { ip: '10.0.1.7' })).toBe(false);
  });
  it('match is not anchored', () => {
    expect(value('match(field, "^\\d{1,3}\\.\\d$")', { field: '12.3' })).toBe(true);
    expect(value('match(field, "\\d")', { field: 'a1b' })).toBe(true);
  });
});

describe('https://help.splunk.com/splunk-enterprise/spl-search-reference/9.4/evaluation-functions/mathematical-functions', () => {
  it('floor(1.9) is 1, round(3.5) is 4, sqrt(9) is 3', () => {
    expect([value('floor(1.9)'), value('round(3.5)'), value('sqrt(9)')]).toEqual([1, 4, 3]);
    expect(value('round(2.555, 2)')).toBeCloseTo(2.56, 10);
  });
});

describe('https://help.splunk.com/splunk-cloud-platform/spl-search-reference/10.1.2507/search-commands/eval', () => {
  it('exact() keeps every digit of a product', () => {
    expect(value('8.250 * exact(0.2)')).toBeCloseTo(1.65, 12);
    expect(value('exact(3.14 * num)', { num: '2' })).toBe(6.28);
  });
  it('a result is no boolean, and of NOT, AND and OR the first binds strongest', () => {
    expect(() => search('| eval x=isnull(a)', [{ a: '1' }])).toThrow();
    expect(value('NOT false() AND false()')).toBe(false);
    expect(value('true() OR true() AND false()')).toBe(true);
  });
  it('numbers are joined as text, and NULL fields are passed over by coalesce', () => {
    expect(value('first_name." ".last_name', { first_name: 'a', last_name: 7 })).toBe('a 7');
    expect(value('coalesce(number, subscriberNumber)', { subscriberNumber: '5' })).toBe('5');
  });
  it('a class of characters may hold \\n, \\r and \\s', () => {
    const domain = 'match(from_domain, "[^\\n\\r\\s]+\\.(com|net|org)")';
    expect(value(domain, { from_domain: 'sample.net' })).toBe(true);
    expect(value(domain, { from_domain: ' .net' })).toBe(false);
  });
});

describe('https://help.splunk.com/en/splunk-enterprise/search/search-manual/9.3/expressions-and-predicates', () => {
  it('where reads AND before OR, search reads OR before AND', () => {
    expect(value('true() OR false() AND false()')).toBe(true);
    const events = [
      { a: '1', b: '2' },
      { a: '1', c: '9' },
    ];
    // (a=1) AND (b=3 OR b=2), not (a=1 AND b=3) OR b=2
    expect(search('b=3 OR b=2 a=1', events)).toEqual([{ a: '1', b: '2' }]);
    expect(search('a=1 b=3 OR c=9', events)).toEqual([{ a: '1', c: '9' }]);
  });
  it('NOT keeps events without the field, != in where does not', () => {
    const events = [{ color: 'red' }, { color: 'blue' }, { size: '1' }];
    expect(search('NOT color=red', events)).toEqual([{ color: 'blue' }, { size: '1' }]);
    expect(search('| where color!="red"', events)).toEqual([{ color: 'blue' }]);
  });
});

describe('https://help.splunk.com/splunk-enterprise/spl-search-reference/9.2/search-commands/where', () => {
  it('where compares with case, search without', () => {
    const events = [{ city: 'Berlin' }, { city: 'berlin' }];
    expect(search('city="BERLIN"', events)).toHaveLength(2);
    expect(search('| where city="berlin"', events)).toEqual([{ city: 'berlin' }]);
  });
  it('keeps only results for which the expression is true', () => {
    expect(search('| where tonumber(n) > 1', [{ n: '2' }, { n: '1' }, {}])).toEqual([{ n: '2' }]);
  });
  it('names with other characters stand in single quotes, text in double quotes', () => {
    expect(search(`| where 'a.b'="late"`, [{ a: { b: 'late' } }])).toHaveLength(1);
  });
});

describe('https://help.splunk.com/splunk-enterprise/search/spl2-search-reference/search-command/search-command-examples', () => {
  it('a star stands for any run of characters', () => {
    const events = [{ src: '10.9.165.3' }, { dst: '10.9.165.8' }, { src: '10.9.16.5' }];
    expect(search('src="10.9.165.*" OR dst="10.9.165.8"', events)).toHaveLength(2);
  });
});

describe('https://help.splunk.com/splunk-cloud-platform/spl-search-reference/10.0.2503/search-commands/mvexpand', () => {
  it('gives one result for each value and leaves the other fields as they are', () => {
    const events = [{ ip: '107.3.146.207', productId: ['DB-SG-G01', 'FS-SG-G03', 'WC-SH-G04'] }];
    expect(
      search("| rename ip AS ip | eval productId='productId{}' | mvexpand productId | table ip, productId", events),
    ).toEqual([
      { ip: '107.3.146.207', productId: 'DB-SG-G01' },
      { ip: '107.3.146.207', productId: 'FS-SG-G03' },
      { ip: '107.3.146.207', productId: 'WC-SH-G04' },
    ]);
  });

  it('renames a JSON array by its quoted name', () => {
    const events = [{ productId: ['DB-SG-G01', 'FS-SG-G03'] }];
    expect(search('| rename "productId{}" AS productId | mvexpand productId | table productId', events)).toEqual([
      { productId: 'DB-SG-G01' },
      { productId: 'FS-SG-G03' },
    ]);
  });
});

describe('https://help.splunk.com/splunk-enterprise/search/spl2-search-reference/dedup-command/dedup-command-overview-syntax-and-usage', () => {
  const events = [
    { host: 'www1', client_ip: '211.166.11.101' },
    { host: 'www2', client_ip: '194.215.205.19' },
    { host: 'www3', client_ip: '74.53.23.135' },
    { host: 'www1', client_ip: '128.241.220.82' },
    { host: 'www2', client_ip: '194.215.205.19' },
  ];
  it('keeps the first in search order', () => {
    expect(search('| dedup host | table host, client_ip', events)).toEqual(events.slice(0, 3));
    expect(search('| dedup host, client_ip | table host, client_ip', events)).toEqual(events.slice(0, 4));
  });
  it('drops events that lack a field (keepempty is false)', () => {
    expect(search('| dedup host', [{ a: '1' }])).toEqual([]);
  });
});

describe('https://docs.splunk.com/Documentation/Splunk/9.3.0/SearchReference/Stats', () => {
  const events = [{ g: 'a', n: '2' }, { g: 'a', n: '4' }, { g: 'b' }, { n: '9' }];
  it('gives one row for each value of BY and none for events without it', () => {
    expect(search('| stats count AS c1, count(n) AS c2, sum(n) AS s BY g', events)).toEqual([
      { g: 'a', c1: 2, c2: 2, s: 6 },
      { g: 'b', c1: 1, c2: 0 },
    ]);
  });
  it('without BY there is one row over everything, also over nothing', () => {
    expect(search('| stats count AS n', events)).toEqual([{ n: 4 }]);
    expect(search('| stats count AS n', [])).toEqual([{ n: 0 }]);
  });
  it('stdev is of a sample, stdevp of a population', () => {
    const [row] = search(
      '| stats stdev(n) AS s, stdevp(n) AS p',
      [2, 4, 4, 4, 5, 5, 7, 9].map((n) => ({ n })),
    );
    expect(row?.['p']).toBe(2);
    expect(row?.['s']).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });
  it('values are distinct and in lexicographical order; dc counts them', () => {
    const numbers = ['10', '9', '70', '100', '9'].map((v) => ({ v }));
    expect(search('| stats values(v) AS v, dc(v) AS d', numbers)).toEqual([{ v: ['10', '100', '70', '9'], d: 4 }]);
  });
  it('min and max compare numbers when all are numbers', () => {
    const numbers = ['10', '9'].map((v) => ({ v }));
    expect(search('| stats min(v) AS lo, max(v) AS hi', numbers)).toEqual([{ lo: '9', hi: '10' }]);
  });
});

describe('https://help.splunk.com/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual/9.4/use-the-configuration-files-to-configure-lookups/add-field-matching-rules-to-your-lookup-configuration', () => {
  const lookups = {
    t: [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
      { key: 'B', value: '3' },
    ],
  };
  it('writes every match, nothing where there is none, and compares keys with case', () => {
    const found = search('| lookup t key AS k OUTPUT value AS v', [{ k: 'a' }, { k: 'b' }, { x: '1' }], lookups);
    expect(found).toEqual([{ k: 'a', v: ['1', '2'] }, { k: 'b' }, { x: '1' }]);
  });
});

describe('https://docs.splunk.com/Documentation/Splunk/8.1.8/Search/SPLandregularexpressions', () => {
  it('the search parser takes one of two backslashes; other sequences reach the command', () => {
    expect(value('"c:\\\\temp"')).toBe('c:\\temp');
    expect(value('match(x, "\\d+")', { x: '7' })).toBe(true);
    expect(value('match(x, "c:\\\\\\\\temp")', { x: 'c:\\temp' })).toBe(true);
  });
  it('pipes inside quotes do not end a command', () => {
    expect(splitPipeline('index=a | where match(x, "a|b") | dedup y')).toHaveLength(3);
  });
});

describe('https://help.splunk.com/en/splunk-enterprise/search/search-manual/10.2/expressions-and-predicates/types-of-expressions', () => {
  it('a string takes \\\\ for a backslash and \\t for a tab', () => {
    expect(value('"C:\\\\windows"')).toBe('C:\\windows');
    expect(value('"C:\\\\windows\\temp"')).toBe('C:\\windows\temp');
    expect(value('"C:\\\\windows\\\\temp"')).toBe('C:\\windows\\temp');
  });
});

describe('https://www.pcre.org/current/doc/html/pcre2pattern.html', () => {
  it('white space is six characters of ASCII; \\v, which is no vertical tab, is outside the subset', () => {
    const found = [...'\t\n\v\f\r \u00a0\u2028'].map((one) => value('match(x, "\\s")', { x: one }));
    expect(found).toEqual([true, true, true, true, true, true, false, false]);
    expect(value('match(x, "[^\\s]")', { x: '\u00a0' })).toBe(true);
    expect(() => value('match(x, "\\v")', { x: '\v' })).toThrow();
  });
});

describe('https://help.splunk.com/en/splunk-enterprise/administer/admin-manual/10.4/configuration-file-reference/10.4.3-configuration-file-reference/limits.conf', () => {
  it('KV_MODE = json joins nested names by dots, keeps numbers as their text, arrays under name{}', () => {
    const fields = extractFields('{"a":{"b":"x","n":1.50},"list":["p","q"],"deep":[{"k":"1"},{"k":"2"}],"t":true}');
    expect(Object.fromEntries(fields)).toEqual({
      'a.b': 'x',
      'a.n': '1.50',
      'list{}': ['p', 'q'],
      'deep{}.k': ['1', '2'],
      t: 'true',
    });
  });
  it('[spath] extraction_cutoff: does not look behind 5,000 bytes, and does not take half a value', () => {
    const padded = JSON.stringify({ a: 'x'.repeat(4985), b: 'kept?', c: 'lost' });
    expect([...extractFields(padded).keys()]).toEqual(['a']);
    expect([...extractFields(JSON.stringify({ a: 'x'.repeat(4900), b: 'kept', c: 'kept' })).keys()]).toEqual([
      'a',
      'b',
      'c',
    ]);
    // A multi-byte character counts with all its bytes.
    expect([...extractFields(JSON.stringify({ a: 'é'.repeat(2495), b: 'lost' })).keys()]).toEqual(['a']);
  });
});

describe('what the documentation does not say is refused', () => {
  it.each([
    ['comparing several values', '| where \'a{}\'="x"'],
    ['bin, whose days begin at local midnight', '| bin span=1d _time'],
    ['an unknown function', '| eval x=sigfig(1)'],
    ['an unknown command', '| transaction a'],
    ['assigning a boolean', '| eval x=isnull(a)'],
    ['sort with a silent cut', '| sort a'],
    ['a stats function of the field in BY with several values', '| stats count AS n BY a{}'],
  ])('%s', (_, text) => {
    expect(() => search(text, [{ a: ['x', 'y'] }])).toThrow();
  });
  it('null in a comparison is neither true nor false', () => {
    expect(value('x="a"')).toBeNull();
    expect(value('NOT x="a"')).toBeNull();
    expect(value('isnull(x) OR x!="a"')).toBe(true);
    expect(value('x + 1')).toBeNull();
    expect(value('x . "a"')).toBeNull();
  });
});

it('an empty match lies between characters, never inside one', () => {
  const empty = pcre('(?<![^\\x0A])(?![^\\x0A])');
  expect(['', 'a\n\nb', '\u{1F642}\n'].map((text) => isFound(empty, text))).toEqual([true, true, true]);
  expect(['7\u{1F642}', '\u{1F642}', 'ab'].map((text) => isFound(empty, text))).toEqual([false, false, false]);
});
