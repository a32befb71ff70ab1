import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../src/ingest/json-fault.js';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  it.each([
    ['{"a": [1, 2}', 11],
    ['{"a" 1}', 5],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['{"open', 1],
    ['[01]', 2],
    ['', 0],
    ['{} {}', 3],
    ['{"a":', 5],
    ['"\u0001"', 0],
  ])('finds the fault in %j', (text, offset) => {
    expect(jsonFault(text)).toBe(offset);
  });

  it('reads strings of many megabytes', () => {
    const long = `"${'\\u0041x'.repeat(2_000_000)}"`;
    expect(jsonFault(`[${long}, ${long}`)).toBe(2 * long.length + 3);
    expect(jsonFault(long.slice(0, -1))).toBe(0);
  });

  it('agrees with the engine on what is JSON', () => {
    const edited = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', ' ', '1', '\\', '{'))
      .map(([text, at, character]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + character + text.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), edited, fc.string()), (text) => {
        expect(jsonFault(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
