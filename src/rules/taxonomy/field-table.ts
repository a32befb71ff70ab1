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

/** Edits between two words: insert, delete, replace, and swap of neighbours. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known word nearest to a misspelt one; undefined when none is near. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    // A forgotten group (`tool_name`) is nearer than any letter.
    const found = candidate.endsWith(`.${word}`) ? 0 : distance(word.toLowerCase(), candidate);
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
};

/** Every field path. */
export const FIELD_PATHS: readonly string[] = FIELDS.map((field) => field.path);
