import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/rules/nearest.js';

describe('the nearest word', () => {
  it('guesses the word that was meant', () => {
    expect(nearest('email', ['identity.email', 'agent.model'])).toBe('identity.email');
    expect(nearest('identity.emial', ['identity.email', 'identity.kind'])).toBe('identity.email');
    expect(nearest('qqqq', ['identity.email'])).toBeUndefined();
  });
  it('may be as far as it is allowed to be', () => {
    expect(nearest('corelations', ['correlation'], 2)).toBe('correlation');
    expect(nearest('corelations', ['correlation'], 1)).toBeUndefined();
    expect(nearest('Taxonomy', ['taxonomy'], 0)).toBe('taxonomy');
  });
});
