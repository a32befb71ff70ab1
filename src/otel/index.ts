/**
 * Emitting governance events, on their own or through OpenTelemetry.
 * @module
 */
export { createGovernance, type GovernanceEmitter, type GovernanceOptions, type TrailDelivery } from './governance.js';
export type { EventDraft, Governance, OnAuditFailure } from './governance-port.js';
export type {
  ConfigInput,
  CostInput,
  EventInput,
  EventMethods,
  PolicyInput,
  SecretInput,
  SessionInput,
  ToolCallInput,
} from './emitter.js';
export type { EventDefaults, RawDraft } from './draft-envelope.js';
export { RECORD_OUTLINE, SCOPE_NAME, toLogRecord, type LogRecordShape } from './log-record.js';
export { otlpDelivery, type OtlpDeliveryOptions } from './otlp-delivery.js';
export { GovernanceLogExporter, type LogExportResult } from './governance-log-exporter.js';
export { GovernanceLogProcessor } from './governance-log-processor.js';
export type { EntranceOptions } from './entrance.js';
