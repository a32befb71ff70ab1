/**
 * The log record of an event.
 * @module
 */
import type { RecordOutline } from '../deliver/index.js';
import { SCHEMA_VERSION, severityOf, type GovernanceEvent } from '../event/index.js';

/** Name of our instrumentation scope: records of other scopes are none of our business. */
export const SCOPE_NAME = 'agent-siem';

/** Seconds and nanoseconds since the epoch. */
export type HrTime = [number, number];

/** Attribute values of our records and resources. */
export type Attributes = Readonly<Record<string, string>>;

/** A log record as both lines of the SDK export it; typed by structure, because each line has its own types. */
export interface LogRecordShape {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  /** The event itself. */
  readonly body: GovernanceEvent;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly spanContext?: { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  readonly resource: ResourceShape;
  readonly instrumentationScope: typeof SCOPE;
}

/** A resource with its attributes settled. */
export interface ResourceShape {
  readonly attributes: Attributes;
  readonly asyncAttributesPending: false;
  readonly schemaUrl?: string;
  getRawAttributes(): [string, string][];
  merge(other: unknown): ResourceShape;
}

const SCOPE = {
  name: SCOPE_NAME,
  version: SCHEMA_VERSION,
  schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
} as const;

const MAX_RESOURCES = 256;
// Exporters group records by the identity of resource and scope.
const resources = new Map<string, ResourceShape>();

const present = (attributes: Readonly<Record<string, string | undefined>>): Attributes => {
  const result: Record<string, string> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
};

const resourceOf = (source: Readonly<Record<string, string>> | undefined): ResourceShape => {
  const { service, environment, host } = source ?? {};
  const id = `${service ?? ''}\0${environment ?? ''}\0${host ?? ''}`;
  const known = resources.get(id);
  if (known !== undefined) return known;
  const attributes = present({
    'service.name': service ?? 'unknown_service',
    'deployment.environment.name': environment,
    'host.name': host,
  });
  const resource: ResourceShape = {
    attributes,
    asyncAttributesPending: false,
    getRawAttributes: () => Object.entries(attributes),
    merge: () => resource,
  };
  // Hosts in received events are unbounded.
  if (resources.size >= MAX_RESOURCES) resources.clear();
  resources.set(id, resource);
  return resource;
};

const hrTimeOf = (ms: number): HrTime => [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];

/** What records take from their events; the attributes are few and standard. */
export const RECORD_OUTLINE: RecordOutline = {
  attributes: [
    ['event.name', '', 'event_type'],
    ['event.id', '', 'event_id'],
    ['gen_ai.agent.id', 'agent', 'agent_id'],
    ['gen_ai.tool.name', 'tool_call', 'tool_name'],
    ['session.id', 'agent', 'session_id'],
    ['user.id', 'identity', 'user_id'],
  ],
  scope: SCOPE,
  severityOf,
  resourceOf,
};

type Groups = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const attributesOf = (event: GovernanceEvent): Attributes => {
  const attributes: Record<string, string> = {};
  for (const [name, group, field] of RECORD_OUTLINE.attributes) {
    const holder = group === '' ? event : (event as unknown as Groups)[group];
    const value = (holder as Readonly<Record<string, string>> | undefined)?.[field];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
};

/** The record of an event: body the event as a map. */
export const toLogRecord = (event: GovernanceEvent): LogRecordShape => {
  const { number, text } = severityOf(event);
  const { trace_id: traceId, span_id: spanId } = event;
  const time = hrTimeOf(Date.parse(event.timestamp));
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: number,
    severityText: text,
    eventName: event.event_type,
    body: event,
    attributes: attributesOf(event),
    droppedAttributesCount: 0,
    ...(traceId === undefined || spanId === undefined ? {} : { spanContext: { traceId, spanId, traceFlags: 1 } }),
    resource: resourceOf(event.source === undefined ? undefined : { ...event.source }),
    instrumentationScope: SCOPE,
  };
};
