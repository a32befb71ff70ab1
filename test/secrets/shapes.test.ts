import { describe, expect, it } from 'vitest';
import { createSecretScanner, SECRET_TYPES } from '../../src/secrets/index.js';
import { seeded } from './random.js';
import { EMBEDDED, NAMED, SHAPED } from './samples.js';

const scanner = createSecretScanner({ fingerprintKey: 'test' });

describe('every type', () => {
  it('has a sample', () => {
    const sampled = new Set([...Object.keys(SHAPED), ...Object.keys(EMBEDDED), ...Object.keys(NAMED)]);
    expect(SECRET_TYPES.map(({ type }) => type).filter((type) => !sampled.has(type))).toEqual([]);
    expect(SECRET_TYPES.length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(SHAPED))('%s is found by its shape and redacted in place', (type, sample) => {
    const random = seeded(7);
    for (let round = 0; round < 10; round += 1) {
      const value = sample(random);
      const { redacted, findings } = scanner.scan({ note: `see ${value} now` });
      expect(findings.map((finding) => finding.type)).toEqual([type]);
      expect(redacted.note).toBe(`see [REDACTED:${type}] now`);
      expect(scanner.scan(redacted).findings).toEqual([]);
    }
  });

  it.each(Object.entries(EMBEDDED))('%s is found in its text', (type, sample) => {
    const random = seeded(8);
    for (let round = 0; round < 10; round += 1) {
      const [text, secret] = sample(random);
      const { redacted, findings } = scanner.scan(text);
      expect(findings.map((finding) => finding.type)).toEqual([type]);
      expect(redacted).toBe(text.replace(secret, `[REDACTED:${type}]`));
    }
  });

  it.each(Object.entries(NAMED))('%s is found beside its name, in an object and in text', (type, [name, sample]) => {
    const random = seeded(9);
    for (let round = 0; round < 10; round += 1) {
      const value = sample(random);
      const found = scanner.scan({ [name]: value });
      expect(found.findings).toMatchObject([{ type, path: name }]);
      expect(found.redacted).toEqual({ [name]: `[REDACTED:${type}]` });
      for (const text of [`export ${name}=${value}`, `{"${name}": "${value}"}`, `${name}: '${value}'`]) {
        expect(scanner.scan(text).findings.map((finding) => finding.type)).toEqual([type]);
      }
    }
  });
});
