/**
 * The body of an OTLP/HTTP logs request: content type, compression, size caps.
 * @module
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { textOfBytes } from './bytes-text.js';
import { AgentSiemError } from '../error.js';
import type { DecodedRecord } from './log-record.js';
import { decodeLogsJson } from './otlp-json.js';
import { decodeLogsProtobuf } from './otlp-protobuf.js';

/** Most bytes of a request as sent. */
export const MAX_SENT_BYTES = 8 * 1024 * 1024;
/** Most bytes of a request after decompression. */
export const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

/** The two encodings of OTLP/HTTP. */
export type OtlpEncoding = 'json' | 'protobuf';

/** The encoding a Content-Type header names; undefined for any other. */
export const encodingOf = (contentType: string | undefined): OtlpEncoding | undefined => {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'application/x-protobuf' ? 'protobuf' : undefined;
};

const gunzipAsync = promisify(gunzip);

const tooLarge = (cause: unknown): AgentSiemError =>
  new AgentSiemError(`larger than ${String(MAX_DECOMPRESSED_BYTES)} bytes after decompression`, {
    code: 'otlp.too-large',
    mend: 'Send smaller batches.',
    cause,
  });

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/**
 * Undoes the content encoding; stops at the cap however much a small body would inflate to.
 * @throws AgentSiemError `otlp.too-large`, `otlp.malformed`, `otlp.unsupported`
 */
export const decompress = async (body: Buffer, contentEncoding: string | undefined): Promise<Buffer> => {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip') {
    throw new AgentSiemError('unsupported content encoding', { code: 'otlp.unsupported', mend: 'Use gzip or none.' });
  }
  try {
    return await gunzipAsync(body, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge(error);
    throw new AgentSiemError('not gzip', { code: 'otlp.malformed', cause: error });
  }
};

/**
 * Decodes the bytes of a logs request, to be read once.
 * @throws AgentSiemError at once: `otlp.malformed`, `otlp.too-many-records`
 */
export const decodeLogs = (bytes: Buffer, encoding: OtlpEncoding): Iterable<DecodedRecord> => {
  if (encoding === 'protobuf') return decodeLogsProtobuf(bytes);
  let request: unknown;
  try {
    request = JSON.parse(textOfBytes(bytes));
  } catch (error) {
    // The parser's own message quotes the input, which may be sensitive.
    throw new AgentSiemError('not JSON', { code: 'otlp.malformed', cause: error });
  }
  return decodeLogsJson(request);
};
