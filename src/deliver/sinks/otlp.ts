/**
 * OTLP over HTTP, by the official exporter, with partial success seen.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { GovernanceEvent } from '../../event/index.js';
import type { TrailEntry } from '../../trail/index.js';
import type { SendResult, Sink } from '../sink.js';
import { checkOtlpEnvironment } from './otlp-environment.js';
import { createJsonLines } from './otlp-lines/json-lines.js';
import { createProtobufLines } from './otlp-lines/protobuf-lines.js';
import type { RecordOutline } from './otlp-lines/record-outline.js';
import { loadOtlpPackages, type ExportResult, type Serializer } from './otlp-packages.js';

/** Encodings of OTLP over HTTP. */
export type OtlpProtocol = 'http/json' | 'http/protobuf';

/** Where and how to send. What is not given comes from the OTEL_EXPORTER_OTLP_* variables, as in every exporter. */
export interface OtlpSinkOptions {
  /** Full address, such as http://localhost:4318/v1/logs. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default OTEL_EXPORTER_OTLP_LOGS_PROTOCOL, OTEL_EXPORTER_OTLP_PROTOCOL, http/protobuf. */
  readonly protocol?: OtlpProtocol;
  readonly compression?: 'none' | 'gzip';
  /** Of one request with its quick retries, milliseconds. */
  readonly timeoutMs?: number;
  /** Name of the cursor, default `otlp`; two sinks on one trail need two names. */
  readonly name?: string;
  /** The log record of an event, for the official serializer. */
  readonly toRecord: (event: GovernanceEvent) => unknown;
  /** The same rule in parts: requests are then written straight from the trail's lines. */
  readonly outline?: RecordOutline;
}

interface Response {
  readonly partialSuccess?: { readonly rejectedLogRecords?: unknown; readonly errorMessage?: unknown } | null;
}

const CONTENT_TYPE: Readonly<Record<OtlpProtocol, string>> = {
  'http/json': 'application/json',
  'http/protobuf': 'application/x-protobuf',
};

/** Statuses that speak of the request and not of the receiver. */
const REFUSALS = new Set([400, 413, 415, 422]);

const chooseProtocol = (asked: OtlpProtocol | undefined): OtlpProtocol => {
  const { env } = process;
  const named =
    asked ?? (env['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf');
  if (named === 'http/json' || named === 'http/protobuf') return named;
  throw new AgentSiemError('OTLP protocol is not supported', {
    code: 'deliver.protocol',
    field: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    mend: 'Use http/protobuf or http/json; a collector accepts both on port 4318.',
  });
};

const MAX_REASON = 512;

/** A receiver's words end up in warnings and on terminals: without what could move a cursor. */
const plainText = (text: string): string =>
  text.slice(0, MAX_REASON).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ');

const reasonOf = (error: ExportResult['error']): string => {
  const status = typeof error?.code === 'number' || typeof error?.code === 'string' ? ` (${String(error.code)})` : '';
  return plainText(
    `${error?.message === undefined || error.message === '' ? 'export failed' : error.message}${status}`,
  );
};

/** An OTLP sink. @throws AgentSiemError `deliver.package`, `deliver.protocol`, `deliver.environment`. */
export const createOtlpSink = (options: OtlpSinkOptions): Sink => {
  const { base, transformer, api } = loadOtlpPackages();
  const protocol = chooseProtocol(options.protocol);
  checkOtlpEnvironment(options);
  const official = protocol === 'http/json' ? transformer.JsonLogsSerializer : transformer.ProtobufLogsSerializer;
  const createLines = protocol === 'http/json' ? createJsonLines : createProtobufLines;
  const writeLines = options.outline === undefined ? undefined : createLines(options.outline);
  let response: Response | undefined;
  // The stock exporter logs a partial success and reports SUCCESS: here the response is kept.
  const serializer: Serializer = {
    serializeRequest: (records) => {
      const entries = records as readonly TrailEntry[];
      return writeLines?.(entries) ?? official.serializeRequest(entries.map(({ event }) => options.toRecord(event)));
    },
    deserializeResponse: (data) => {
      const decoded = official.deserializeResponse(data);
      response = decoded as Response;
      return decoded;
    },
  };
  const { url, headers, compression, timeoutMs } = options;
  const config = {
    ...(url === undefined ? {} : { url }),
    ...(headers === undefined ? {} : { headers }),
    ...(compression === undefined ? {} : { compression }),
    ...(timeoutMs === undefined ? {} : { timeoutMillis: timeoutMs }),
    // Nothing about the agent: an own one would put the certificates of the environment aside.
  };
  const delegate = base.createOtlpHttpExportDelegate(
    base.convertLegacyHttpOptions(config, 'LOGS', 'v1/logs', { 'Content-Type': CONTENT_TYPE[protocol] }),
    serializer,
    'otlp_http_log_exporter',
    transformer.LogsExporterMetricsHelper,
    undefined,
  );
  // The requests of the delivery are not part of what the application traces.
  const untraced = api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

  const exported = (entries: readonly TrailEntry[]): Promise<ExportResult> =>
    new Promise((resolve) => {
      api.context.with(api.context.active().setValue(untraced, true), () => {
        delegate.export(entries, resolve);
      });
    });

  const resultOf = ({ code, error }: ExportResult): SendResult => {
    if (code !== 0) {
      const refused = typeof error?.code === 'number' && REFUSALS.has(error.code);
      return { status: refused ? 'refused' : 'retry', reason: reasonOf(error) };
    }
    const partial = response?.partialSuccess;
    const rejected = Number(partial?.rejectedLogRecords ?? 0);
    if (!(rejected > 0)) return { status: 'accepted' };
    const message = typeof partial?.errorMessage === 'string' ? partial.errorMessage : '';
    return { status: 'partial', rejected, reason: message === '' ? 'rejected by the receiver' : plainText(message) };
  };

  return {
    name: options.name ?? 'otlp',
    send: async (entries: readonly TrailEntry[]) => {
      response = undefined;
      try {
        return resultOf(await exported(entries));
      } catch (error) {
        // A line of the trail that cannot be read does not get better with time.
        if (error instanceof AgentSiemError) throw error;
        return { status: 'retry', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    close: () => delegate.shutdown(),
  };
};
