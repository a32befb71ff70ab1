/**
 * Request bodies with a cap.
 * @module
 */
import type { IncomingMessage } from 'node:http';
import { AgentSiemError } from '../error.js';

const tooLarge = (limit: number): AgentSiemError =>
  new AgentSiemError(`larger than ${String(limit)} bytes`, { code: 'otlp.too-large', mend: 'Send smaller batches.' });

/**
 * Reads a body of at most `limit` bytes.
 * @throws AgentSiemError `otlp.too-large`; `otlp.malformed` when the sender goes away before its end.
 */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AgentSiemError) throw error;
    throw new AgentSiemError('the request ended too early', { code: 'otlp.malformed', cause: error });
  }
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks, length);
};
