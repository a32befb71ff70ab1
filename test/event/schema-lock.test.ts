import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { canonicalJson, digest, SCHEMA_VERSION } from '../../src/event/index.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = JSON.parse(read('src/event/governance-event.schema.json')) as Record<string, unknown>;
const lock = JSON.parse(read('src/event/schema.lock.json')) as Record<string, string>;

/** Descriptions may be improved without a new version. */
const meaning = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(meaning);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !((key === 'description' || key === 'title') && typeof value === 'string'))
      .map(([key, value]) => [key, meaning(value)]),
  );
};
// Key order is part of the meaning: it is the canonical order of an event's fields.
const current = digest(JSON.stringify(meaning(schema)) + canonicalJson(meaning(schema)));

it('the schema does not change without a new version', () => {
  expect(schema['x-version']).toBe(SCHEMA_VERSION);
  expect(schema['$id']).toBe(`urn:agent-siem:governance-event:${SCHEMA_VERSION}`);
  expect(
    lock[SCHEMA_VERSION],
    `the schema changed: raise x-version, add a CHANGELOG entry and lock it as "${SCHEMA_VERSION}": "${current}"`,
  ).toBe(current);
});

it('every locked version has its changelog entry', () => {
  const changelog = read('CHANGELOG.md');
  expect(Object.keys(lock)).toContain(SCHEMA_VERSION);
  for (const version of Object.keys(lock)) expect(changelog).toContain(`Event schema ${version}`);
});
