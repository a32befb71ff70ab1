import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SECRET_TYPES } from '../../src/secrets/index.js';

const file = new URL('../../docs/secrets.md', import.meta.url);
const BY = { shape: 'shape', checksum: 'shape and checksum', name: 'name', url: 'URL' };

it('docs/secrets.md lists every type', () => {
  const rows = SECRET_TYPES.map(({ type, title, by }) => `| \`${type}\` | ${title} | ${BY[by]} |`);
  const table = ['| type | what it is | known by |', '|---|---|---|', ...rows].join('\n');
  const text = readFileSync(file, 'utf8');
  const written = text.replace(/<!-- types -->[^]*<!-- \/types -->/, `<!-- types -->\n${table}\n<!-- /types -->`);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, written);
  expect(readFileSync(file, 'utf8')).toBe(written);
});
