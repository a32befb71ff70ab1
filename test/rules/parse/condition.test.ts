import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConditionProblem,
  formatCondition,
  parseCondition,
  type Condition,
} from '../../../src/rules/parse/condition.js';

const name = fc.constantFrom('sel', 'filter_a', 'selection-1', 'x.y', '_hidden', 'not_this', 'order', 'android');
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    name.map((each): Condition => ({ kind: 'name', name: each, at: 0 })),
    fc
      .tuple(fc.constantFrom('one' as const, 'all' as const), fc.constantFrom('them', 'sel*', '*_x'))
      .map(([quantity, pattern]): Condition => ({ kind: 'of', quantity, pattern, at: 0 })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]): Condition => ({ kind, parts })),
    tie('node').map((part): Condition => ({ kind: 'not', part })),
  ),
})).node;

const withoutPlaces = (value: Condition): unknown =>
  JSON.parse(JSON.stringify(value, (key, each) => (key === 'at' ? undefined : each)));

describe('conditions', () => {
  it('read back as they are written', () => {
    fc.assert(
      fc.property(condition, (each) => {
        expect(withoutPlaces(parseCondition(formatCondition(each)))).toEqual(withoutPlaces(each));
      }),
    );
  });

  it('any text gives a condition or a typed problem inside the text', () => {
    const words = fc.constantFrom(
      'and',
      'or',
      'not',
      '(',
      ')',
      '1 of',
      'all of',
      'them',
      'sel*',
      'sel',
      '|',
      'of',
      '*',
      '1',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(words).map((each) => each.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseCondition(text);
        } catch (error) {
          if (!(error instanceof ConditionProblem)) throw error;
          expect(error.at).toBeGreaterThanOrEqual(0);
          expect(error.at).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('binds not before and before or', () => {
    expect(formatCondition(parseCondition('a or b and not c'))).toBe('(a) or ((b) and (not (c)))');
    expect(formatCondition(parseCondition('(a or b) and c'))).toBe('((a) or (b)) and (c)');
    expect(formatCondition(parseCondition('not 1 of f_* and a'))).toBe('(not (1 of f_*)) and (a)');
  });

  it('reads key words in any case unless a selection has the name', () => {
    expect(formatCondition(parseCondition('a AND NOT b'))).toBe('(a) and (not (b))');
    expect(formatCondition(parseCondition('OR or and', new Set(['OR', 'and'])))).toBe('(OR) or (and)');
    expect(formatCondition(parseCondition('any of them'))).toBe('1 of them');
  });

  it('says where and how to mend', () => {
    const problem = (text: string) => {
      try {
        parseCondition(text);
      } catch (error) {
        return error as ConditionProblem;
      }
      throw new Error('no problem');
    };
    expect(problem('a and')).toMatchObject({ at: 5 });
    expect(problem('a b')).toMatchObject({ at: 2 });
    expect(problem('(a')).toMatchObject({ at: 0 });
    expect(problem('a | count() > 5').mend).toContain('correlation');
    expect(problem('2 of them').mend).toContain('1 of');
    expect(problem(`${'('.repeat(5_000)}a`)).toMatchObject({ message: 'nested too deep' });
    expect(problem('')).toMatchObject({ at: 0 });
  });
});
