/**
 * The official OTLP exporter's parts, from whichever of its packages is installed.
 * @module
 */
import { createRequire } from 'node:module';
import { AgentSiemError } from '../../error.js';

/** Turns records into a request and a response into an object. */
export interface Serializer {
  serializeRequest(records: readonly unknown[]): Uint8Array | undefined;
  deserializeResponse(data: Uint8Array): unknown;
}

/** Result of an export: code 0 is success. */
export interface ExportResult {
  readonly code: number;
  readonly error?: Error & { readonly code?: unknown };
}

/** What sends a request. */
export interface ExportDelegate {
  export(records: readonly unknown[], done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** Parts that the 0.2xx line and the 3.x line both have. */
export interface OtlpPackages {
  readonly base: {
    createOtlpHttpExportDelegate(
      options: object,
      serializer: Serializer,
      componentType: string,
      metricsHelper: unknown,
      meterProvider: undefined,
    ): ExportDelegate;
    convertLegacyHttpOptions(config: object, signal: string, path: string, headers: object): object;
  };
  readonly transformer: {
    readonly JsonLogsSerializer: Serializer;
    readonly ProtobufLogsSerializer: Serializer;
    readonly LogsExporterMetricsHelper: unknown;
  };
  readonly api: {
    readonly context: {
      with<T>(context: unknown, run: () => T): T;
      active(): { setValue(key: symbol, value: unknown): unknown };
    };
    createContextKey(name: string): symbol;
  };
}

const EXPORTERS = ['@opentelemetry/exporter-logs-otlp-http', '@opentelemetry/exporter-logs-otlp-proto'];

/** Loads them. @throws AgentSiemError `deliver.package` when neither exporter is installed. */
export const loadOtlpPackages = (): OtlpPackages => {
  const here = createRequire(import.meta.url);
  let cause: unknown;
  for (const name of EXPORTERS) {
    try {
      // The exporter's own dependencies, wherever the package manager put them.
      const inside = createRequire(here.resolve(name));
      return {
        base: inside('@opentelemetry/otlp-exporter-base/node-http') as OtlpPackages['base'],
        transformer: inside('@opentelemetry/otlp-transformer') as OtlpPackages['transformer'],
        api: inside('@opentelemetry/api') as OtlpPackages['api'],
      };
    } catch (error) {
      cause = error;
    }
  }
  throw new AgentSiemError('OTLP delivery needs an exporter of OpenTelemetry', {
    code: 'deliver.package',
    mend: `Install it: npm i @opentelemetry/api ${EXPORTERS[0] ?? ''}`,
    cause,
  });
};
