/**
 * Elasticsearch type of every field of the event schema.
 * @module
 */
import { FIELDS, type FieldFacts } from '../../event/index.js';
import type { Json, JsonObject } from '../pack-files.js';

/** Caps of the schema count characters, ignore_above counts UTF-16 units: a character is at most two. */
const UNITS_PER_CHARACTER = 2;

/** Hashes, ids and versions carry no cap of their own in the schema; all are below this. */
const SHORT = 256;

const keyword = (facts: FieldFacts): JsonObject => ({
  type: 'keyword',
  ignore_above: (facts.maxLength ?? SHORT) * UNITS_PER_CHARACTER,
});

const typeOf = (facts: FieldFacts): JsonObject => {
  if (facts.time === true) return { type: 'date', format: 'strict_date_optional_time' };
  if (facts.type === 'integer') return { type: 'long' };
  if (facts.type === 'number') return { type: 'double' };
  return keyword(facts);
};

/** ECS field to ours: what other Elastic content and people look for. */
const ECS_ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  user: { email: 'identity.email', id: 'identity.user_id' },
  event: { action: 'tool_call.tool_name', outcome: 'governance.result', id: 'event_id' },
  source: { ip: 'identity.source_ip' },
  trace: { id: 'trace_id' },
};

/** The `properties` of the mapping: every leaf of the schema by name, the arrival time and the ECS aliases. */
export const mappingProperties = (): JsonObject => {
  const properties: Record<string, Json> = { '@timestamp': { type: 'date' } };
  const groups = new Map<string, Record<string, Json>>();
  for (const facts of FIELDS) {
    if (facts.group === '') {
      properties[facts.name] = typeOf(facts);
      continue;
    }
    const group = groups.get(facts.group) ?? {};
    group[facts.name] = typeOf(facts);
    groups.set(facts.group, group);
    properties[facts.group] = { properties: group };
  }
  for (const [name, aliases] of Object.entries(ECS_ALIASES)) {
    const group = groups.get(name) ?? {};
    for (const [alias, path] of Object.entries(aliases)) group[alias] = { type: 'alias', path };
    // The ingest pipeline sets the time of arrival; plain detections select by it.
    if (name === 'event') group['ingested'] = { type: 'date' };
    properties[name] = { properties: group };
  }
  return properties;
};
