/**
 * agent-siem: governance events of AI agents for the SIEM a company already runs.
 * @module
 */
export * from './event/index.js';
