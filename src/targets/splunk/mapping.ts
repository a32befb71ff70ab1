/**
 * Where governance events stand in Splunk: index, sourcetype and field names. The one mapping table of this target.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { FieldMap } from '../target.js';

/** Index, sourcetype, lookup and summary index of the deployed app. */
export const SPLUNK = {
  index: 'ai_governance',
  /** Index of events that touched protected health information. */
  phiIndex: 'ai_governance_phi',
  sourcetype: 'ai:governance:v1',
  summaryIndex: 'ai_governance_summary',
  /** Search macro that stands for the index, so that a customer renames it in one place. */
  indexMacro: 'ai_governance_index',
} as const;

/** Automatic JSON extraction names an array `path{}`. */
const ARRAYS = new Set(FIELDS.filter((field) => field.type === 'strings').map((field) => field.path));

/** Fields whose values the canonical form has lower-cased. */
const LOWER = new Set(FIELDS.filter((field) => field.lower === true).map((field) => field.path));

const TIMES = new Set(FIELDS.filter((field) => field.time === true).map((field) => field.path));

/** Names and base search for one compilation. */
export interface Mapping {
  /** First stage without the leading `search`. */
  readonly base: string;
  /** Splunk's name of a rule's field. */
  readonly field: (path: string) => string;
  readonly isArray: (path: string) => boolean;
  /** True when every value is lower case already. */
  readonly isLower: (path: string) => boolean;
  /** True when the field holds an ISO 8601 UTC time text. */
  readonly isTime: (path: string) => boolean;
  /** Field that copies of one event share; undefined: copies are not removed. */
  readonly id: string | undefined;
  /** True for governance events: closed vocabularies may narrow the base search. */
  readonly governance: boolean;
}

/** Mapping of governance events. */
export const governanceMapping = (indexText: string): Mapping => ({
  base: `${indexText} sourcetype="${SPLUNK.sourcetype}"`,
  field: (path) => (ARRAYS.has(path) ? `${path}{}` : path),
  isArray: (path) => ARRAYS.has(path),
  isLower: (path) => LOWER.has(path),
  isTime: (path) => TIMES.has(path),
  id: 'event_id',
  governance: true,
});

/** Mapping of foreign events: names as given, or as the map says; a Splunk name ending in `{}` is an array. */
export const foreignMapping = (map: FieldMap | undefined): Mapping => {
  const field = (path: string): string => map?.fields[path] ?? path;
  return {
    base: map?.source ?? 'index=*',
    field,
    isArray: (path) => field(path).endsWith('{}'),
    isLower: () => false,
    isTime: () => false,
    id: map?.id,
    governance: false,
  };
};
