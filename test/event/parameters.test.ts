import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, digest, summariseParameters } from '../../src/event/index.js';

it('names nested fields as paths, in order of appearance, once', () => {
  const { parameter_fields } = summariseParameters({
    query: 'x',
    filter: { owner: 'a', tags: ['b'] },
    items: [{ id: 1 }, { id: 2, name: 'n' }],
    none: undefined,
  });
  expect(parameter_fields).toEqual([
    'query',
    'filter',
    'filter.owner',
    'filter.tags',
    'items',
    'items[].id',
    'items[].name',
  ]);
});

it('hashes the canonical JSON, keyed where a key is given; order of keys does not matter', () => {
  const { parameters_hash } = summariseParameters({ b: 1, a: 2 });
  expect(parameters_hash).toBe(digest('{"a":2,"b":1}'));
  expect(summariseParameters({ a: 2, b: 1 }, 'key').parameters_hash).toBe(digest('{"a":2,"b":1}', 'key'));
  expect(summariseParameters(undefined).parameters_hash).toBe(digest('{}'));
});

it('any JSON: at most 64 names, no values', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const { parameter_fields, parameters_hash } = summariseParameters(value);
      expect(parameter_fields.length).toBeLessThanOrEqual(64);
      expect(parameters_hash).toBe(digest(canonicalJson(value ?? {})));
    }),
  );
  const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${String(index)}`, index]));
  expect(summariseParameters(wide).parameter_fields).toHaveLength(64);
});
