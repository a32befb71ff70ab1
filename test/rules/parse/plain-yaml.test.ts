import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../../src/rules/parse/plain-yaml.js';
import { sourceFile } from '../../../src/rules/parse/source-file.js';
import { parseAnyYaml } from '../../../src/rules/parse/yaml-library.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const RULE = `title: Two shells
id: 8a1c7f0e-0f4e-4b4c-9f43-7f6a3c9b1d20
description: |
    First line
      # deeper, and no comment

    last line
references:
    - https://example.com/a#b
    - 'it''s'   # quoted
date: 2026-01-02
version: 1.0.0
logsource:
    category: process_creation
detection:
    selection_a:
        Image|endswith: '\\\\bash.exe'
        CommandLine|contains|all:
            - ' -c '
            - "x"
        Port:
        - 443
        - -5
        - true
        - null
    selection_b:
        - Image|re: ^a(b|c)$
          User: root
        -   Image: sh
    selection_c: {Image|endswith: ['a, b', "it's", /bin/x y],Port: [ 1, true,null ], User: { a.b|re: 1h }} # three
    selection_d:
        - [a, [b, c-d]]
    condition: selection_a and not 1 of selection_*
level: high
---
title: Second # comment
count: |-
  a
  b
`;

/** The library's answer; undefined where it has anything to say. */
const byLibrary = (text: string): unknown => {
  const source = sourceFile('rule.yml', text);
  const trees = parseAnyYaml(source);
  return source.issues.length > 0 ? undefined : trees;
};
/** Asserts that what is read quickly is what the library reads, offsets included. Answers whether it was read quickly. */
const agrees = (text: string): boolean => {
  const quick = readPlainYaml(text);
  if (quick === undefined) return false;
  expect(quick).toEqual(byLibrary(text));
  return true;
};

describe('the quick reader', () => {
  it('reads what rules are written in as the library does', () => {
    expect(agrees(RULE)).toBe(true);
  });

  it('agrees with the library on every rule file of this repository, or leaves it alone', () => {
    for (const folder of ['rules', 'test/fixtures', 'examples/rules']) {
      for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
        if (/\.ya?ml$/.test(name)) agrees(readFileSync(join(root, folder, name), 'utf8'));
      }
    }
  });

  it.each([
    'a: 007',
    'a: 1e5',
    'a: 0x1f',
    'a: .inf',
    'a: +1',
    'a: 1.5',
    'a: 12345678901234567890',
    'a: [b,]',
    'a: [b: c]',
    'a: [b, c:d]',
    'a: [b\n  , c]',
    'a: [b\n]',
    'a: []',
    'a: {}',
    'a: {b}',
    'a: {b:c}',
    'a: {b: c, b: d}',
    'a: {b: }',
    'a: [*x]',
    'a: [&x b]',
    'a: [b] c',
    'a: [b]#c',
    'a: [b #c]',
    'a: [1.5]',
    'a: [-]',
    "a: ['b' 'c']",
    "a: {'b': c}",
    '[a]: b',
    'a: &x b',
    'a: *x',
    'a: !!str b',
    'a: >\n  b',
    'a: |2\n   b',
    'a: b: c',
    'a: b\n  c',
    "a: 'b\n  c'",
    'a: "\\n"',
    'a:',
    'a: b\na: c',
    '<<: {a: b}',
    '? a\n: b',
    '"a": b',
    'a:\n\t- b',
    '%YAML 1.1\n---\na: b',
    '--- a',
    'a: b\n...',
    'a: |\n\n  b',
    'a:\n  - b\n - c',
    'a: \u{1F642}',
    'a: b\r',
  ])('leaves %j to the library', (text) => {
    expect(readPlainYaml(`${text}\n`)).toBeUndefined();
  });

  it('agrees on random edits, or gives up', () => {
    const lines = RULE.split('\n');
    const piece = fc.constantFrom(
      ...['', ' ', '  ', '\n', '\n  ', '- ', '-', ': ', ':', ' #', '#', '|', '|-', '>', "'", "''", '"', '\\', '*', '&'],
      ...[
        '0',
        '01',
        '1e3',
        '.5',
        '~',
        'null',
        'true',
        'yes',
        '---',
        '---\n',
        '...',
        '%',
        '@',
        '`',
        ',',
        '[',
        ']',
        '{',
        '}',
        '[a, b]',
        '{a: b}',
        '<<',
      ],
      ...['\u00e9', '\u0085', '\u2028', '\ufeff', '\t'],
      ...lines.map((line) => `${line}\n`),
    );
    const edit = fc.record({ at: fc.nat(RULE.length), cut: fc.nat(30), put: piece });
    let read = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const text = edits.reduce((each, { at, cut, put }) => each.slice(0, at) + put + each.slice(at + cut), RULE);
        if (agrees(text)) read += 1;
      }),
      { numRuns: 3000 },
    );
    // Giving up always would agree too.
    expect(read).toBeGreaterThan(100);
  });
});
