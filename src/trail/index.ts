/**
 * The trail: append-only, hash-chained, verifiable.
 * @module
 */
export type { TrailKey } from './chain.js';
export type { Durability } from './committer.js';
export type { Cursor } from './cursor.js';
export { defaultDataDir, layoutOf, type TrailLayout } from './layout.js';
export { takeLock, type TrailLock } from './lock.js';
export {
  appendLines,
  appendNdjson,
  droppedLines,
  sideFilePieces,
  turnOver,
  type SideFileLimits,
} from './ndjson-file.js';
export type { Finding, FindingKind, VerifyReport } from './findings.js';
export type { Recovery } from './recover.js';
export type { Retention } from './retention.js';
export { readTrail } from './read-trail.js';
export { openTrail } from './trail.js';
export type { ReadOptions, Trail, TrailOptions } from './trail-options.js';
export type { RestoreRow } from './export-shapes.js';
export { verifyExport, type VerifyExportOptions } from './verify-export.js';
export { verifyTrail, type VerifyOptions } from './verify-trail.js';
export type { TrailEntry, TrailWriter } from './trail-port.js';
