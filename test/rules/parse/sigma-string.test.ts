import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PatternPart } from '../../../src/rules/index.js';
import { formatSigmaString, joinParts, parseSigmaString } from '../../../src/rules/parse/sigma-string.js';

const part = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '\\', '*', '?', 'é') }).map((text): PatternPart => ({ kind: 'text', text })),
  fc.constant<PatternPart>({ kind: 'any' }),
  fc.constant<PatternPart>({ kind: 'one' }),
);

it('parts survive being written', () => {
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const joined = joinParts(parts);
      expect(parseSigmaString(formatSigmaString(joined))).toEqual(joined);
    }),
  );
});

it('a text without wildcards and backslashes is itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^*?\\]+$/), (text) => {
      expect(parseSigmaString(text)).toEqual([{ kind: 'text', text }]);
    }),
  );
});
