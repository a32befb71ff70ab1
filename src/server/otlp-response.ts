/**
 * OTLP/HTTP answers in both encodings.
 * @module
 */
import protobuf from 'protobufjs/minimal.js';
import type { OtlpEncoding } from '../ingest/index.js';

/** Content type of an encoding. */
export const contentTypeOf = (encoding: OtlpEncoding): string =>
  encoding === 'json' ? 'application/json' : 'application/x-protobuf';

/** Records that will never be accepted, with the reason. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const partialMessage = ({ rejected, message }: PartialSuccess): Uint8Array => {
  const writer = protobuf.Writer.create();
  writer.uint32(10).fork().uint32(8).int64(rejected).uint32(18).string(message).ldelim();
  return writer.finish();
};

/** ExportLogsServiceResponse; without a partial success it is empty, as for the other signals. */
export const exportResponse = (encoding: OtlpEncoding, partial?: PartialSuccess): string | Uint8Array => {
  if (encoding === 'protobuf') return partial === undefined ? new Uint8Array() : partialMessage(partial);
  if (partial === undefined) return '{}';
  return JSON.stringify({
    partialSuccess: { rejectedLogRecords: String(partial.rejected), errorMessage: partial.message },
  });
};

/** google.rpc.Status, which OTLP puts into every error answer. */
export const statusMessage = (encoding: OtlpEncoding, message: string): string | Uint8Array =>
  encoding === 'json' ? JSON.stringify({ message }) : protobuf.Writer.create().uint32(18).string(message).finish();
