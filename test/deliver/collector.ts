import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { canonicalise } from '../../src/event/index.js';
import { decodeLogs, decompress, encodingOf, isReadable, type LogRecord } from '../../src/ingest/index.js';

/** How a request is answered; accepted when undefined. */
export type Answer =
  | undefined
  | { readonly status: number; readonly headers?: Record<string, string> }
  | { readonly rejected: number; readonly message: string };

export interface Collector {
  readonly url: string;
  /** Records of the requests that were answered with 2xx, without those that were rejected. */
  readonly records: LogRecord[];
  /** Canonical lines of those records, one for each event_id. */
  lines(): string[];
  requests: number;
  readonly headers: Record<string, unknown>[];
  answer: (records: readonly LogRecord[]) => Answer;
  close(): Promise<void>;
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);

/** ExportLogsServiceResponse with partial_success, as protobuf. */
const partialSuccess = (rejected: number, message: string): Buffer => {
  const text = Buffer.from(message);
  const inner = Buffer.from([8, ...varint(rejected), 18, ...varint(text.length), ...text]);
  return Buffer.from([10, ...varint(inner.length), ...inner]);
};

/** An OTLP/HTTP receiver that answers as told; port 0 takes any. */
export const startCollector = async (
  port = 0,
  answer: Collector['answer'] = () => undefined,
  tls?: ServerOptions,
): Promise<Collector> => {
  const records: LogRecord[] = [];
  const headers: Record<string, unknown>[] = [];
  const listen: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      collector.requests += 1;
      headers.push(request.headers);
      const body = await decompress(Buffer.concat(chunks), request.headers['content-encoding']);
      const encoding = encodingOf(request.headers['content-type']) ?? 'json';
      const received = [...decodeLogs(body, encoding)].filter(isReadable);
      const said = collector.answer(received);
      const type = request.headers['content-type'] ?? '';
      if (said !== undefined && 'status' in said) {
        response.writeHead(said.status, said.headers).end();
        return;
      }
      const rejected = said?.rejected ?? 0;
      // Which ones were rejected does not matter to the tests: none of a request that had some is kept.
      if (rejected === 0) records.push(...received);
      response.writeHead(200, { 'content-type': type });
      if (said === undefined) response.end(encoding === 'json' ? '{}' : Buffer.alloc(0));
      else if (encoding === 'json') {
        response.end(
          JSON.stringify({ partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: said.message } }),
        );
      } else response.end(partialSuccess(rejected, said.message));
    });
  };
  const server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const collector: Collector = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/logs`,
    records,
    headers,
    requests: 0,
    answer,
    lines: () => {
      const seen = new Map<string, string>();
      for (const { body } of records) {
        const line = canonicalise(body);
        seen.set(JSON.parse(line).event_id, line);
      }
      return [...seen.values()];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  onTestFinished(() => collector.close());
  return collector;
};

/** Rejects single records by their tool name, as a receiver that says how many and not which. */
export const rejecting =
  (toolName: string) =>
  (records: readonly LogRecord[]): Answer => {
    const rejected = records.filter((record) => JSON.stringify(record.body).includes(toolName)).length;
    return rejected === 0 ? undefined : { rejected, message: 'mapping conflict' };
  };
