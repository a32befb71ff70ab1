/**
 * Tables of a test.
 * @module
 */
import type { RuleTest } from '../ir.js';
import { mapOf, textOf } from '../parse/read-map.js';
import type { YamlMap } from '../parse/yaml-tree.js';
import { fail, type TestReader } from './test-reader.js';

const ROWS = 'Write `agent_scope: [{agent_id: a, tool_name: b}]`.';

/** Rows by the table's name. */
export const lookupsOf = (reader: TestReader, test: YamlMap): RuleTest['lookups'] => {
  const lookups = mapOf(reader.source, test, 'lookups');
  return Object.fromEntries(
    (lookups?.entries ?? []).map(({ key, value }) => {
      const rows = value.kind === 'list' ? value.items : fail(reader, value, `lookup ${key} is a list of rows`, ROWS);
      return [
        key,
        rows.flatMap((row): readonly Readonly<Record<string, string>>[] => {
          if (row.kind !== 'map') return fail(reader, row, 'a row is a mapping', ROWS);
          return [Object.fromEntries(row.entries.map(({ key }) => [key, textOf(reader.source, row, key) ?? '']))];
        }),
      ];
    }),
  );
};
