/**
 * OTLP logs in, governance events out.
 * @module
 */
export { SOURCE_NAMES, type SourceName } from './agent-source.js';
export {
  type DecodedRecord,
  isReadable,
  type LogAttributes,
  type LogRecord,
  type LogScope,
  type LogValue,
  MAX_RECORDS,
  MAX_VALUE_DEPTH,
  type UnreadableRecord,
} from './log-record.js';
export type { Mapped } from './mapped.js';
export { createMapping, type Mapping, type MappingOptions } from './mapping.js';
export { decodeLogsJson } from './otlp-json.js';
export { decodeLogsProtobuf } from './otlp-protobuf.js';
export {
  decodeLogs,
  decompress,
  encodingOf,
  MAX_DECOMPRESSED_BYTES,
  MAX_SENT_BYTES,
  type OtlpEncoding,
} from './otlp-request.js';
export { type FileItem, readLogFile } from './import-file.js';
export { createReasonCount, type ReasonCount } from './skip-count.js';
