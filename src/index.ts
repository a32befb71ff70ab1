/**
 * agent-siem: governance events of AI agents for the SIEM a company already runs.
 * The event itself and the ways to emit it; rules, targets and adapters have entry points of their own.
 * @module
 */
export * from './event/index.js';
export {
  createGovernance,
  GovernanceLogExporter,
  GovernanceLogProcessor,
  otlpDelivery,
  SCOPE_NAME,
  type EventDraft,
  type GovernanceEmitter,
  type GovernanceOptions,
  type OtlpDeliveryOptions,
} from './otel/index.js';
