/**
 * Finds and redacts secrets in strings, keys and encoded layers.
 * @module
 */
export type { ScanLimits, ScanResult, SecretFinding, SecretScanner } from './finding.js';
export { locateJson } from './json-lines.js';
export { createCleanValue } from './clean-value.js';
export { createEventScan } from './scan-event.js';
export { scanJson, scanLines, type LineFinding, type OnCapped } from './scan-document.js';
export { createSecretScanner, type SecretScannerOptions } from './scanner.js';
export { SECRET_TYPES, type SecretTypeFacts } from './secret-types.js';
