/**
 * The governance event: schema, types, validation, canonical form, ids and hashes.
 * @module
 */
export { AgentSiemError, type AgentSiemErrorOptions } from '../error.js';
export { canonicalJson, digest } from './canonical-json.js';
export { canonicalForm, lowerAscii } from './canonical-form.js';
export { canonicalLine, MAX_LINE_BYTES } from './canonical-line.js';
export { EventError } from './event-error.js';
export type { FieldFacts } from './field-facts.js';
export { FIELDS, TOP_LEVEL_KEYS } from './generated/fields.js';
export * from './generated/types.js';
export { summariseParameters, type ParameterSummary } from './parameters.js';
export { LineEvent } from './line-event.js';
export type { AcceptValue } from './line-values.js';
export { createLineWriter, type LineWriter } from './line-writer.js';
export { findRawContent, RAW_CONTENT_NAMES } from './raw-content.js';
export { canonicalise, readEvent, writeEvent, type CanonicalEvent } from './read-event.js';
export { sampleEvents } from './sample-events.js';
export { diffSchemas, type SchemaChange } from './schema-diff.js';
export { severityOf, type Severity } from './severity.js';
export { derivedEventId, newEventId, ulid, ulidTime } from './ulid.js';
