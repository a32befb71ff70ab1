import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretScanner } from '../../src/secrets/index.js';
import { BASE62, seeded } from './random.js';
import { SHAPED } from './samples.js';

const scanner = createSecretScanner({ fingerprintKey: 'test' });
const random = seeded(77);
const sample = (type: string): string => SHAPED[type]?.(random) ?? '';
const github = sample('github_pat');
const aws = sample('aws_access_key_id');

describe('layers', () => {
  it('JSON in JSON in JSON: precise path, the layers stay valid', () => {
    const value = { body: JSON.stringify({ a: [JSON.stringify({ t: github, n: 1 })] }) };
    const { redacted, findings } = scanner.scan(value);
    expect(findings).toMatchObject([{ type: 'github_pat', path: 'body.a[0].t' }]);
    const outer = JSON.parse(redacted.body) as { a: string[] };
    expect(JSON.parse(outer.a[0] ?? '')).toEqual({ t: '[REDACTED:github_pat]', n: 1 });
  });

  it('duplicate keys do not hide a secret', () => {
    const text = `{"a":"${github}","a":"clean"}`;
    expect(scanner.scan({ text }).redacted.text).not.toContain(github);
    const both = `{"a":"${github}","a":"${aws}"}`;
    expect(scanner.scan(both).findings).not.toEqual([]);
    expect(scanner.scan(both).redacted).not.toMatch(new RegExp(`${github}|${aws}`));
  });

  it('percent: the encoded run is redacted, what stands around it is kept', () => {
    const encoded = [...github].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
    const { redacted, findings } = scanner.scan(`https://x.corp/?a=%20b&t=${encoded}&z=%C3%A9`);
    expect(redacted).toBe('https://x.corp/?a=%20b&t=[REDACTED:github_pat]&z=%C3%A9');
    expect(findings).toEqual(scanner.scan(github).findings);
  });

  it('base64: the whole run is redacted, with its padding; both alphabets; inside percent too', () => {
    const text = `key: ${aws}\nother ${github} ~~~`;
    for (const encoding of ['base64', 'base64url'] as const) {
      const run = Buffer.from(text).toString(encoding);
      const { redacted, findings } = scanner.scan(`data ${run} end`);
      expect(redacted).toMatch(/^data \[REDACTED:\w+\] end$/);
      expect(findings.map(({ type }) => type).sort()).toEqual(['aws_access_key_id', 'github_pat']);
    }
    const wrapped = scanner.scan(`x=${encodeURIComponent(Buffer.from(text).toString('base64'))}`);
    expect(wrapped.redacted).toMatch(/^x=\[REDACTED:\w+\]$/);
  });

  it('base64 is decoded once', () => {
    const once = Buffer.from(`v ${github}`).toString('base64');
    expect(scanner.scan(once).findings).toHaveLength(1);
    expect(scanner.scan(Buffer.from(`v ${once}`).toString('base64')).findings).toEqual([]);
  });
});

describe('values', () => {
  it('the same reference when nothing was found, at every level', () => {
    const value = { a: { b: ['x', { c: 1 }] }, clean: { d: null }, dirty: github };
    expect(scanner.scan(value.a).redacted).toBe(value.a);
    const { redacted } = scanner.scan(value);
    expect(redacted.clean).toBe(value.clean);
    expect(value.dirty).toBe(github);
  });

  it('a secret in a key: redacted there, and in the paths below it', () => {
    const { redacted, findings, capped } = scanner.scan({
      m: { [`x ${github}`]: { t: aws }, [`x ${sample('github_pat')}`]: 1 },
    });
    expect(redacted).toEqual({
      m: { 'x [REDACTED:github_pat]': { t: '[REDACTED:aws_access_key_id]' }, 'x [REDACTED:github_pat]#2': 1 },
    });
    expect(findings.map(({ path }) => path)).toEqual(['m', 'm.x [REDACTED:github_pat].t', 'm']);
    expect(JSON.stringify([redacted, findings, capped])).not.toContain(github);
  });

  it('hostile keys stay keys', () => {
    const value = JSON.parse(`{"__proto__":{"a":"${github}"},"constructor":"x"}`) as object;
    const { redacted } = scanner.scan(value);
    expect(Object.getPrototypeOf(redacted)).toBe(Object.prototype);
    expect(JSON.stringify(redacted)).toBe('{"__proto__":{"a":"[REDACTED:github_pat]"},"constructor":"x"}');
  });

  it('cycles and depth end, and are named', () => {
    const loop: Record<string, unknown> = { t: github };
    loop['self'] = loop;
    const { findings, capped } = scanner.scan(loop);
    expect(findings.length).toBeGreaterThan(0);
    expect(capped).toHaveLength(1);
    expect(capped[0]).toMatch(/^self\.self/);
  });

  it('leaves numbers, dates and bytes alone', () => {
    const value = { n: 1, d: new Date(0), b: Buffer.from(github), u: undefined, f: false };
    expect(scanner.scan(value).redacted).toBe(value);
  });
});

describe('fingerprints', () => {
  it('compare under one key and not under another; without a key each scanner has its own', () => {
    const of = (options?: { fingerprintKey: string }) =>
      createSecretScanner(options).scan(`a ${github}`).findings[0]?.fingerprint;
    expect(of({ fingerprintKey: 'k' })).toBe(of({ fingerprintKey: 'k' }));
    expect(of({ fingerprintKey: 'k' })).not.toBe(of({ fingerprintKey: 'l' }));
    expect(of()).not.toBe(of());
    expect(of()).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
  });

  it('are of the secret, whatever it is wrapped in', () => {
    const plain = scanner.scan(github).findings[0]?.fingerprint;
    for (const wrapped of [
      Buffer.from(`t=${github}`).toString('base64'),
      JSON.stringify({ github }),
      `%67${github.slice(1)}`,
    ]) {
      expect(scanner.scan(wrapped).findings[0]?.fingerprint).toBe(plain);
    }
  });
});

describe('the cap', () => {
  const small = createSecretScanner({ fingerprintKey: 'test', maxStringLength: 200 });

  it('cuts what was not scanned, says so and names the path', () => {
    const { redacted, capped, findings } = small.scan({ note: `${'word '.repeat(60)}${github}` });
    expect(capped).toEqual(['note']);
    expect(findings).toEqual([]);
    expect(redacted.note).toMatch(/^(?:word )+word\[TRUNCATED:\d+ characters not scanned\]$/);
    expect(redacted.note).not.toContain(github.slice(0, 8));
  });

  it('never leaves half a secret before the cut, wherever the cut falls', () => {
    for (let lead = 150; lead < 210; lead += 1) {
      const { redacted } = small.scan(`${'x'.repeat(lead)} ${github} tail ${'y '.repeat(100)}`);
      expect(redacted).not.toContain(github.slice(0, 12));
    }
  });

  it('a string at the cap is scanned whole', () => {
    const text = `${'w '.repeat(100 - (github.length >> 1))}${github}`;
    expect(small.scan(text.slice(-200))).toMatchObject({ capped: [], findings: [{ type: 'github_pat' }] });
  });
});

describe('any value', () => {
  it('never throws, keeps the shape, and a redacted value scans clean', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        github,
        aws,
        'password=',
        '"token":"',
        'Bearer ',
        '%',
        '\\u00',
        '://a:',
        '@',
        '-----BEGIN PRIVATE KEY-----',
        '{"a":',
        '==',
      ),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' '));
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, (input) => {
        const { redacted, findings } = scanner.scan(input);
        const output = JSON.stringify(redacted) ?? '';
        expect(output).not.toContain(github);
        expect(output).not.toContain(aws);
        expect(JSON.stringify(findings)).not.toMatch(new RegExp(`${github}|${aws}`));
        if (findings.length === 0) expect(redacted).toEqual(input);
      }),
      { numRuns: 300 },
    );
  });

  it('a secret anywhere in a text is found, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (before, after) => {
        // A letter or digit beside a token makes it another token, unless its checksum says otherwise.
        const { redacted } = scanner.scan(`${before}${github}${after} ${aws}\n${after}`);
        expect(redacted).not.toContain(github);
        expect(redacted).not.toContain(aws);
      }),
    );
  });
});

describe('hostile input', () => {
  const size = 100_000;
  const fill = (text: string): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const big = createSecretScanner({ fingerprintKey: 'test', maxStringLength: 2 * size });

  // Quadratic time at this size would be hours: ending is the assertion.
  it.each(
    [
      'a',
      'A',
      '=',
      '/',
      '"',
      '\\',
      'token=',
      'token',
      'eyJ-',
      'eyJ.',
      '://',
      '://a:b',
      'password"""',
      'secret\\\\"',
      `key${' '.repeat(50)}`,
      'bearer ',
      '%41',
      '%',
      'sk-',
      '-----BEGIN PRIVATE KEY-----',
      'PuTTY-User-Key-File-3: ',
      ':aa',
      '-us1',
      'sig=%2f',
      '1//0',
      'azse',
      '[',
      '{"a":',
      '\\u0041',
      'hooks.slack.com/',
      'login x password ',
      ' -u a:',
    ].map((piece) => [piece]),
  )('%j over and over', (piece) => {
    expect(big.scan(fill(piece)).capped).toEqual([]);
  });

  it('many real secrets in one string are all redacted', () => {
    const many = Array.from({ length: 500 }, () => `${'gh'}o_${random.text(BASE62, 36)}`);
    const { redacted, findings } = big.scan(many.join(' '));
    expect(findings).toHaveLength(500);
    expect(redacted).toBe(many.map(() => '[REDACTED:github_oauth_token]').join(' '));
  });
});
