/**
 * Events as they are stored, over server-sent events.
 * @module
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AgentSiemError } from '../error.js';
import type { Trail } from '../trail/index.js';
import type { EventFilter } from './event-filter.js';
import { headersFor } from './reply.js';

/** Between signs of life: shorter than the idle timeouts of usual proxies. */
export const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for so long is let go; it resumes where it was. */
export const STALLED_MS = 60_000;

/** How a stream is kept open. */
export interface StreamTimes {
  /** Milliseconds between signs of life, default 15,000. */
  readonly heartbeatMs?: number | undefined;
  /** Milliseconds after which a client that takes nothing is let go, default 60,000; seen at the next sign of life. */
  readonly stalledMs?: number | undefined;
}

/** The id of an entry in the stream: the trail and the position in it. */
export const streamId = (trailId: string, sequence: number): string => `${trailId}:${String(sequence)}`;

/**
 * The first sequence a client has not seen.
 * @param lastEventId What the client saw last: an id of this stream, or a plain sequence; 0 means the whole trail.
 * @throws AgentSiemError `stream.bad-id`, `stream.other-trail`
 */
export const firstUnseen = (trail: Pick<Trail, 'trailId' | 'sequence'>, lastEventId: string | undefined): number => {
  if (lastEventId === undefined || lastEventId === '') return trail.sequence + 1;
  const parts = /^(?:(trl_[0-9A-Z]{26}):)?(\d{1,15})$/.exec(lastEventId);
  if (parts === null) {
    throw new AgentSiemError('not an id of this stream', { code: 'stream.bad-id', field: 'Last-Event-ID' });
  }
  const [, trailId, digits] = parts;
  const sequence = Number(digits);
  if ((trailId !== undefined && trailId !== trail.trailId) || sequence > trail.sequence) {
    throw new AgentSiemError('the id is of another trail', {
      code: 'stream.other-trail',
      field: 'Last-Event-ID',
      mend: 'This data folder began anew: connect with Last-Event-ID 0 to read all of it.',
    });
  }
  return sequence + 1;
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Tells a client which sequences retention removed before it could read them. */
const gapMessage = (from: number, to: number): string =>
  `event: gap\ndata: ${JSON.stringify({ from, to, reason: 'removed by retention' })}\n\n`;

/**
 * Streams entries from `from` on until the client goes or `signal` aborts. Nothing is buffered for a slow client: it is
 * read from the trail as fast as it takes it. What retention removed before the client had it is told as an event `gap`.
 */
export const streamEvents = async (
  trail: Pick<Trail, 'trailId' | 'read'>,
  response: ServerResponse,
  from: number,
  filter: EventFilter,
  signal: AbortSignal,
  { heartbeatMs = HEARTBEAT_MS, stalledMs = STALLED_MS }: StreamTimes = {},
): Promise<void> => {
  const gone = new AbortController();
  const ended = AbortSignal.any([gone.signal, signal]);
  response.on('close', () => {
    gone.abort();
  });
  response.writeHead(200, { ...headersFor('text/event-stream; charset=utf-8'), 'X-Accel-Buffering': 'no' });
  response.write('retry: 2000\n\n');
  let stalledSince: number | undefined;
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': heartbeat\n\n');
    else if (stalledSince !== undefined && Date.now() - stalledSince > stalledMs) response.destroy();
  }, heartbeatMs);
  const send = async (message: string): Promise<void> => {
    if (response.write(message)) return;
    stalledSince = Date.now();
    await once(response, 'drain', { signal: ended });
    stalledSince = undefined;
  };
  let expected = from;
  try {
    for await (const { event, line, sequence } of trail.read({ fromSequence: from, follow: true, signal: ended })) {
      if (sequence > expected) await send(gapMessage(expected, sequence - 1));
      expected = sequence + 1;
      if (filter(event)) await send(`id: ${streamId(trail.trailId, sequence)}\ndata: ${line}\n\n`);
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
};
