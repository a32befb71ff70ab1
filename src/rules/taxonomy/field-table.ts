/**
 * The event schema as rule checks see it.
 * @module
 */
import { FIELDS, type FieldFacts } from '../../event/index.js';

const BY_PATH: ReadonlyMap<string, FieldFacts> = new Map(FIELDS.map((field) => [field.path, field]));

/** Facts of a field path; undefined when the schema has no such leaf. */
export const fieldFacts = (path: string): FieldFacts | undefined => BY_PATH.get(path);

const ALWAYS: readonly string[] = ['event_id', 'event_type', 'timestamp', 'schema_version'];
/** Head of event_type to what its events cannot do without; a test holds this against the schema. */
const REQUIRED: readonly (readonly [prefix: string, fields: readonly string[]])[] = [
  ['tool_call.', ['tool_call.tool_name', 'agent.agent_id']],
  ['session.', ['agent.session_id']],
  ['secret.', ['secret.secret_type']],
];

/** True when every event of the type carries the field. */
export const isRequired = (path: string, eventType: string): boolean =>
  ALWAYS.includes(path) || REQUIRED.some(([prefix, fields]) => eventType.startsWith(prefix) && fields.includes(path));

/** Every field path. */
export const FIELD_PATHS: readonly string[] = FIELDS.map((field) => field.path);
