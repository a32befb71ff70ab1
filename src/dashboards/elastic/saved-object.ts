/**
 * Shape of a Kibana saved object.
 * @module
 */

/** A saved object, or a part of one, as Kibana's import reads it. */
export type Saved = Readonly<Record<string, unknown>>;
