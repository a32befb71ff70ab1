/**
 * What a test changes about a template, against the event schema: a slip there lets a case that must stay quiet pass for
 * nothing.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import { nearest } from '../nearest.js';
import { textIn } from '../parse/read-map.js';
import type { YamlEntry } from '../parse/yaml-tree.js';
import { FIELD_PATHS, fieldFacts } from '../taxonomy/field-table.js';
import { fail, type TestReader } from './test-reader.js';

/** Reports a field that the schema lacks, and a value outside its vocabulary. Groups (`identity: null`) are fields too. */
export const checkOverride = (reader: TestReader, { key, offset, value }: YamlEntry): void => {
  const facts = fieldFacts(key);
  if (facts === undefined) {
    if (FIELD_PATHS.some((path) => path.startsWith(`${key}.`))) return;
    const near = nearest(key, FIELD_PATHS);
    const mend = near === undefined ? 'Look the field up in the event schema.' : `Did you mean ${near}?`;
    fail(reader, { offset }, `the event schema has no field ${key}`, mend);
    return;
  }
  const text = textIn(value);
  if (facts.values === undefined || text === '' || facts.values.includes(lowerAscii(text))) return;
  fail(reader, value, `${key} is never ${text}`, `Values: ${facts.values.join(', ')}.`);
};
