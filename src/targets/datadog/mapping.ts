/**
 * Where governance events stand in Datadog: service and attributes. The one mapping table of this target.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { FieldMap } from '../target.js';

/** Service, metric prefix and the attribute that enrichment writes. */
export const DATADOG = {
  /** Every governance log carries this service. */
  service: 'ai-governance',
  /** Log-based metrics are named `ai_governance.<rule>`. */
  metricPrefix: 'ai_governance',
  /** Reference table of the agents' scope. */
  scopeTable: 'agent_scope',
  /**
   * Attributes that are there when a lookup processor found a row: of the agent and tool (`agent|tool|tool_name`), and
   * of the agent at all. The processor writes the row's columns under `scope.allowed` and `scope.registered`.
   */
  scopeHit: 'scope.allowed.agent_id',
  scopeRegistered: 'scope.registered.agent_id',
  /** Aliases of a rule's group are written to `alias.<name>` at ingest. */
  aliasPrefix: 'alias',
} as const;

const LOWER = new Set(FIELDS.filter((field) => field.lower === true || field.hash === true).map((field) => field.path));
const ARRAYS = new Set(FIELDS.filter((field) => field.type === 'strings').map((field) => field.path));

/** Names for one compilation. */
export interface Mapping {
  /** Terms that every query starts with; may be empty. */
  readonly base: string;
  /** Attribute path with its `@`. */
  readonly attribute: (path: string) => string;
  readonly isArray: (path: string) => boolean;
  /** True when every value is lower case already: Datadog compares attribute values exactly. */
  readonly isLower: (path: string) => boolean;
  readonly governance: boolean;
}

/** Mapping of governance events: the pipeline keeps their own names beside the standard attributes. */
export const GOVERNANCE: Mapping = {
  base: `service:${DATADOG.service}`,
  attribute: (path) => `@${path}`,
  isArray: (path) => ARRAYS.has(path),
  isLower: (path) => LOWER.has(path),
  governance: true,
};

/** Terms that stand before a condition: OR binds weaker than what is put beside it. */
const alternatives = (source: string): string => (/\sOR\s/.test(source) ? `(${source})` : source);

/** Mapping of foreign events. A name in the map that starts with `@`, or is a reserved one, stands as it is. */
export const foreignMapping = (map: FieldMap | undefined): Mapping => ({
  base: alternatives(map?.source ?? ''),
  attribute: (path) => {
    const name = map?.fields[path] ?? path;
    return name.startsWith('@') || /^(?:service|host|source|status)$/.test(name) ? name : `@${name}`;
  },
  isArray: () => false,
  isLower: () => false,
  governance: false,
});
