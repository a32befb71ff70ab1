/**
 * A log record that comes in through an application's LoggerProvider.
 * @module
 */
import { SCOPE_NAME, type HrTime } from './log-record.js';
import type { EventDefaults, RawDraft } from './draft-envelope.js';

/** What both lines of the SDK hand to a processor or exporter, as far as it is read here. */
export interface IncomingRecord {
  readonly instrumentationScope: { readonly name: string };
  readonly hrTime: HrTime | readonly number[];
  readonly body?: unknown;
  readonly eventName?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly spanContext?: { readonly traceId: string; readonly spanId: string } | undefined;
  readonly resource?: { readonly attributes?: Readonly<Record<string, unknown>> };
  // Methods a processor may use before the record is passed on; exporters see records without them.
  setBody?(body: never): unknown;
  setAttribute?(key: string, value: never): unknown;
}

type Plain = Readonly<Record<string, unknown>>;

const MAX_TEXT = 1024 * 1024;
const EVENT_ID = /^evt_[0-9A-HJKMNP-TV-Z]{26}$/;
const ZEROS = /^0*$/;

export const isOurs = (record: IncomingRecord): boolean => record.instrumentationScope.name === SCOPE_NAME;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyOf = (body: unknown): Plain => {
  if (isPlain(body)) return body;
  if (typeof body !== 'string' || body.length > MAX_TEXT || !body.startsWith('{')) return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return isPlain(parsed) ? parsed : {};
  } catch {
    // Text that is no event: the missing event_type is the error the caller gets.
    return {};
  }
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const withDefault = (group: unknown, name: string, value: string | undefined): unknown =>
  value === undefined || (group !== undefined && !isPlain(group)) ? group : { [name]: value, ...group };

/** The draft in a record: its body, completed from event name, attributes, time and span. */
export const draftOf = (record: IncomingRecord): RawDraft => {
  const body = bodyOf(record.body);
  const attributes = record.attributes ?? {};
  const id = text(attributes['event.id']);
  const span = record.spanContext;
  const [seconds = 0, nanoseconds = 0] = record.hrTime;
  const agent = withDefault(
    withDefault(body['agent'], 'agent_id', text(attributes['gen_ai.agent.id'])),
    'session_id',
    text(attributes['session.id']),
  );
  const tool = withDefault(body['tool_call'], 'tool_name', text(attributes['gen_ai.tool.name']));
  const identity = withDefault(body['identity'], 'user_id', text(attributes['user.id']));
  const draft: Plain = {
    ...(id !== undefined && EVENT_ID.test(id) ? { event_id: id } : {}),
    ...(span === undefined || ZEROS.test(span.traceId) ? {} : { trace_id: span.traceId, span_id: span.spanId }),
    timestamp: new Date(seconds * 1000 + nanoseconds / 1e6).toISOString(),
    ...body,
    event_type: body['event_type'] ?? record.eventName ?? attributes['event.name'],
    ...(agent === undefined ? {} : { agent }),
    ...(tool === undefined ? {} : { tool_call: tool }),
    ...(identity === undefined ? {} : { identity }),
  };
  // Whatever stands in it: the validator judges.
  return draft as unknown as RawDraft;
};

const UNKNOWN_SERVICE = /^unknown_service/;

/** The source that a record's resource names. */
export const sourceOf = ({ resource }: IncomingRecord): EventDefaults => {
  const attributes = resource?.attributes ?? {};
  const service = text(attributes['service.name']);
  const environment = text(attributes['deployment.environment.name'] ?? attributes['deployment.environment']);
  const host = text(attributes['host.name']);
  return {
    source: {
      ...(service === undefined || UNKNOWN_SERVICE.test(service) ? {} : { service }),
      ...(environment === undefined ? {} : { environment }),
      ...(host === undefined ? {} : { host }),
    },
  };
};
