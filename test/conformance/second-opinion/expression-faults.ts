// Faults of pth_10 in expressions of where and eval.
import { toList } from '../../spl/value.js';
import { PAGES, type Fault } from './fault.js';

export const EXPRESSION_FAULTS: readonly Fault[] = [
  {
    name: 'a missing field ends the search',
    splunk: 'a comparison with NULL is not true, so that where drops the event',
    page: PAGES.command('where'),
    pth10: 'NullPointerException in comparisons, arithmetic and if()',
    known: { by: 'error', error: /"input" is null in TypeParser\.parse/, perRow: true },
    example: { query: 'where a="x"', rows: [{ a: 'x' }, { b: 'y' }], expected: [{ a: 'x' }] },
  },
  {
    name: 'match() of a missing field ends the search',
    splunk: 'match() of NULL is not true, so that where drops the event',
    page: PAGES.command('where'),
    pth10: 'NullPointerException in RegexMatch',
    known: { by: 'error', error: /in RegexMatch\.performForNormalField/, perRow: true },
    example: { query: 'where match(a, "x")', rows: [{ a: 'x' }, { b: 'y' }], expected: [{ a: 'x' }] },
  },
  {
    name: 'mvfind() in a missing field ends the search',
    splunk: 'mvfind() gives NULL where nothing matches',
    page: PAGES.multivalue,
    pth10: 'NullPointerException in RegexMatch',
    known: { by: 'error', error: /in RegexMatch\.performForMultiValueField/, perRow: true },
    example: {
      query: 'where isnotnull(mvfind(a, "x"))',
      rows: [{ a: ['x', 'y'] }, { b: 'y' }],
      expected: [{ a: ['x', 'y'] }],
    },
  },
  {
    name: 'a text and a number do not compare',
    splunk: 'a value that is no number compares as text',
    page: PAGES.expressions,
    pth10: 'IllegalArgumentException',
    known: { by: 'error', error: /Eval comparisons only allow using two numbers or two strings/, perRow: true },
    example: { query: 'where a!="x"', rows: [{ a: '7' }, { a: 'x' }], expected: [{ a: '7' }] },
  },
  {
    name: 'arithmetic binds weaker than a comparison',
    splunk: 'its own example: events with a speed greater than 100 are those where distance/time > 100',
    page: PAGES.whereExamples,
    pth10: 'reads distance/(time > 100), which is no boolean',
    known: {
      by: 'error',
      error:
        /DATATYPE_MISMATCH.*EvalArithmetic\(|String cannot be cast to class java\.lang\.Boolean.* in IfClause|(?:string, boolean|boolean, string, \w+)\) => string/,
    },
    example: {
      // With other names: `time` is a word of its grammar.
      query: 'where a / b > 100',
      rows: [
        { a: 300, b: 2 },
        { a: 90, b: 1 },
      ],
      expected: [{ a: 300, b: 2 }],
    },
  },
  {
    name: 'an escaped backslash stays two, and in in() an escaped quotation mark stays escaped',
    splunk: 'a backslash escapes a quotation mark or a backslash in any text',
    page: PAGES.regular,
    pth10: 'compares with the text as it was typed',
    known: {
      by: 'rows',
      query: /\\[\\"]/,
      rows: (row) => [...row.values()].flatMap(toList).some((value) => /[\\"]/.test(String(value))),
    },
    example: {
      query: String.raw`where a="x\\y" OR in(a, "z\"", "z")`,
      rows: [{ a: String.raw`x\y` }, { a: 'z"' }],
      expected: [{ a: String.raw`x\y` }, { a: 'z"' }],
    },
  },
  {
    name: 'split() takes no field as delimiter',
    splunk: 'split(<str>, <delim>) takes expressions',
    page: PAGES.multivalue,
    pth10: 'splits at the name of the field',
    known: { by: 'rows', query: /split\((?:lower\()?'?[\w.-]+'?\)?, (?!")/ },
    example: {
      query: 'where mvcount(split(a, b)) > 1',
      rows: [{ a: 'x-y', b: '-' }],
      expected: [{ a: 'x-y', b: '-' }],
    },
  },
  {
    name: 'cidrmatch() takes no if()',
    splunk: 'cidrmatch(<cidr>, <ip>) takes expressions',
    page: PAGES.conditional,
    pth10: 'ClassCastException: if() gives arrays',
    known: { by: 'error', error: /in Cidrmatch\.call/ },
    example: {
      query: 'where cidrmatch("10.0.0.0/8", if(a="x", "192.168.0.1", a))',
      rows: [{ a: '10.1.1.1' }],
      expected: [{ a: '10.1.1.1' }],
    },
  },
  {
    name: 'isnull() takes no several values',
    splunk: 'isnull() takes any value',
    page: PAGES.informational,
    pth10: 'AnalysisException: arrays, which is what if() gives too, against text',
    known: { by: 'error', error: /<=> CAST\(NULL AS STRING\)/ },
    example: { query: 'where isnull(if(a="x", "y", "z"))', rows: [{ a: 'x' }], expected: [] },
  },
  {
    name: 'the flag i of a regular expression folds ASCII letters only',
    splunk: 'regular expressions are those of PCRE, where the Kelvin sign is a k',
    page: PAGES.regular,
    pth10: 'takes those of Java',
    known: {
      by: 'rows',
      query: /"\(\?i/,
      rows: (row) => [...row.values()].flatMap(toList).some((value) => /[^\0-\x7f]/.test(String(value))),
    },
    example: {
      query: 'where match(a, "(?i)[^a-z]")',
      rows: [{ a: '\u212a' }, { a: '7' }],
      expected: [{ a: '7' }],
    },
  },
  {
    name: 'match() and mvfind() in one expression',
    splunk: 'each gives what it gives alone',
    page: PAGES.conditional,
    pth10: 'keeps both under one name, so that one of them is taken for the other',
    known: { by: 'error', error: /DATATYPE_MISMATCH.*regexMatch\(/ },
    example: {
      query: 'where match(a, "x") AND isnotnull(mvfind(b, "y"))',
      rows: [{ a: 'x', b: ['y', 'z'] }],
      expected: [{ a: 'x', b: ['y', 'z'] }],
    },
  },
  {
    name: 'mvrange() takes no computed number',
    splunk: 'mvrange(<start>, <end>, <step>) takes numbers',
    page: PAGES.multivalue,
    pth10: 'ClassCastException: what is computed is text',
    known: { by: 'error', error: /in Mvrange\.call/ },
    example: { query: 'eval c=mvrange(a + 1, 4, 1)', rows: [{ a: 1 }], expected: [{ a: 1, c: [2, 3] }] },
  },
  {
    name: 'tonumber() reads no decimals',
    splunk: 'tonumber() converts a text to a number',
    page: PAGES.conversion,
    pth10: 'gives NULL, on which a comparison then ends the search',
    known: { by: 'error', error: /"input" is null in TypeParser\.parse/, perRow: true },
    example: { query: 'where tonumber(a) > 0', rows: [{ a: '0.5' }], expected: [{ a: '0.5' }] },
  },
  {
    name: 'a division has seven decimals',
    splunk: 'numbers are double-precision floating-point numbers',
    page: PAGES.evalUsage,
    pth10: 'rounds what does not end',
    known: {
      by: 'rows',
      query: /\| eval \w+=\w+ \/ \d+\s*$/,
      columns: (query) => query.match(/(?<=\| eval )\w+/g) ?? [],
    },
    example: { query: 'eval c=a / 900', rows: [{ a: 3 }], expected: [{ a: 3, c: 3 / 900 }] },
  },
  {
    name: 'no whole number beyond 32 bits',
    splunk: 'numbers are double-precision floating-point numbers',
    page: PAGES.evalUsage,
    pth10: 'NumberFormatException when it reads the search',
    known: { by: 'error', error: /NumberFormatException.* in EvalStatement\.visitEvalNumberType/ },
    example: { query: 'where a < 3000000000', rows: [{ a: 1 }], expected: [{ a: 1 }] },
  },
  {
    name: 'eval cuts _time to whole seconds',
    splunk: 'eval leaves the fields that it does not name as they are',
    page: PAGES.command('eval'),
    pth10: 'makes seconds of it and a time again',
    known: { by: 'avoided', how: 'events at whole seconds' },
    example: { query: 'eval c=a', rows: [{ _time: 1.5, a: 'x' }], expected: [{ _time: 1.5, a: 'x', c: 'x' }] },
  },
];
