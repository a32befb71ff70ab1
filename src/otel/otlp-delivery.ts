/**
 * Delivery of a trail over OTLP, as the OTEL_* variables say.
 * @module
 */
import { createOtlpSink, startDelivery, type DeliveryOptions, type OtlpSinkOptions } from '../deliver/index.js';
import type { Trail } from '../trail/index.js';
import type { TrailDelivery } from './governance.js';
import { RECORD_OUTLINE, toLogRecord } from './log-record.js';

/** Where to send and how to deliver; what is not given comes from the OTEL_* variables. */
export type OtlpDeliveryOptions = Omit<OtlpSinkOptions, 'toRecord'> & Omit<DeliveryOptions, 'trail' | 'sink'>;

const numberFrom = (name: string): number | undefined => {
  const value = Number(process.env[name] || Number.NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
};

const disabled = (): boolean =>
  process.env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || process.env['OTEL_LOGS_EXPORTER'] === 'none';

const nothing: TrailDelivery = { flush: () => Promise.resolve(), close: () => Promise.resolve() };

/**
 * Delivers a trail over OTLP/HTTP: every event is acknowledged, retried or in the dead-letter file.
 * OTEL_SDK_DISABLED=true and OTEL_LOGS_EXPORTER=none deliver nothing; the trail is written all the same.
 * @throws AgentSiemError `deliver.package` when no OTLP exporter is installed, `deliver.protocol` and `deliver.environment` for
 * variables that cannot be followed.
 * @example
 * const governance = createGovernance({ deliver: otlpDelivery({ url: 'http://localhost:4318/v1/logs' }) });
 */
export const otlpDelivery =
  (options: OtlpDeliveryOptions = {}) =>
  (trail: Trail, onError?: (error: unknown) => void): TrailDelivery => {
    if (disabled()) return nothing;
    const maxBatch = options.maxBatch ?? numberFrom('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE');
    const delayMs = options.delayMs ?? numberFrom('OTEL_BLRP_SCHEDULE_DELAY');
    return startDelivery({
      ...(onError === undefined ? {} : { onError }),
      ...options,
      trail,
      sink: createOtlpSink({ ...options, toRecord: toLogRecord, outline: RECORD_OUTLINE }),
      ...(maxBatch === undefined ? {} : { maxBatch }),
      ...(delayMs === undefined ? {} : { delayMs }),
    });
  };
