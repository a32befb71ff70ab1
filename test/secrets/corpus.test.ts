import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSecretScanner } from '../../src/secrets/index.js';
import { makeLookAlikes, makeSecrets, type Case } from './corpus.js';

const scanner = createSecretScanner({ fingerprintKey: 'test' });

const SEED = fc.readConfigureGlobal().seed ?? Date.now() % 1_000_000_007;

const survives = ({ value, secret }: Case): boolean => {
  const text = JSON.stringify(scanner.scan(value).redacted);
  const raw = secret ?? '';
  return [raw, JSON.stringify(raw).slice(1, -1), encodeURIComponent(raw)].some((form) => text.includes(form));
};

const tally = (cases: readonly Case[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { label } of cases) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

it('meets its recall and precision on 640 secrets and 1,000 look-alikes', () => {
  const secrets = makeSecrets(20_261_123);
  const lookAlikes = makeLookAlikes(11_232_026);
  const missed = secrets.filter(({ value }) => scanner.scan(value).findings.length === 0);
  const flagged = lookAlikes.filter(({ value }) => scanner.scan(value).findings.length > 0);
  expect({ missed: tally(missed), flagged: tally(flagged) }).toEqual({ missed: {}, flagged: {} });
});

it('meets them with other values too: recall 0.97 and precision 0.98 at least', () => {
  const secrets = makeSecrets(SEED);
  const lookAlikes = makeLookAlikes(SEED + 1);
  const found = secrets.filter(({ value }) => scanner.scan(value).findings.length > 0).length;
  const flagged = lookAlikes.filter(({ value }) => scanner.scan(value).findings.length > 0).length;
  expect([secrets.length, lookAlikes.length]).toEqual([640, 1000]);
  expect(found / secrets.length, `recall, seed ${String(SEED)}`).toBeGreaterThanOrEqual(0.97);
  expect(found / (found + flagged), `precision, seed ${String(SEED)}`).toBeGreaterThanOrEqual(0.98);
});

it('leaves nothing of a found secret in the redacted value', () => {
  expect(tally(makeSecrets(4711).filter(survives))).toEqual({});
});
