import { expect, it } from 'vitest';
import { isAtlasId, isAttackId } from '../../../src/rules/lint/mitre-ids.js';

it.each([
  't1003',
  't1003.001',
  't1003.008',
  't1053.007',
  't1681',
  'initial-access',
  'initial_access',
  'ta0043',
  'g0007',
  's0154',
  'ds0009',
  'm1036',
  'a0001',
])('ATT&CK has %s', (id) => {
  expect(isAttackId(id)).toBe(true);
});

it.each([
  ['a technique that was never given', 't1002'],
  ['a part beyond the last', 't1003.009'],
  ['a part that was taken back', 't1053.004'],
  ['a part that is written short', 't1003.1'],
  ['a technique that was replaced by a part', 't1086'],
  ['capitals, which tags do not have', 'T1003'],
  ['a tactic that does not exist', 'ta0044'],
  ['a tactic with a slip', 'inital-access'],
  ['a group without its number', 'g7'],
  ['nothing', ''],
  ['the way the list is written here', '1003'],
])('ATT&CK has not %s', (_, id) => {
  expect(isAttackId(id)).toBe(false);
});

it('ATLAS has its own', () => {
  for (const id of ['aml.t0000', 'aml.t0051.002', 'aml.t0112.001', 'aml.ta0015']) expect(isAtlasId(id), id).toBe(true);
  for (const id of ['t0051', 'aml.t0051.003', 'aml.t0113', 'aml.ta0016', 'aml.1003', 'aml.'])
    expect(isAtlasId(id), id).toBe(false);
});
