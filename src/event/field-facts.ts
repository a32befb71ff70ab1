/**
 * What the schema says of one leaf field.
 * @module
 */

/** One leaf field of the schema; read by the canonical form, the rule checks and every SIEM's mapping table. */
export interface FieldFacts {
  /** Dotted path, such as `tool_call.tool_name`. */
  readonly path: string;
  /** Top-level group, or the empty string for the envelope. */
  readonly group: string;
  /** Last part of the path. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'strings';
  /** The field is an ISO 8601 time. */
  readonly time?: boolean;
  /** Lower-cased in the canonical form (ASCII only). */
  readonly lower?: boolean;
  /** Free text: stands last and is cut first. */
  readonly freeText?: boolean;
  /** A digest: `sha256:` or `hmac-sha256:` and 64 hex digits. */
  readonly hash?: boolean;
  /** The closed vocabulary, where there is one. */
  readonly values?: readonly string[];
  /** Longest value in characters (of one element, for arrays). */
  readonly maxLength?: number;
  /** Least and largest value, for numbers. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Most elements, for arrays. */
  readonly maxItems?: number;
  readonly description: string;
}
