// Stands between a forwarder and Elasticsearch, and does what networks and full clusters do.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** pass it on; refuse one document in three; refuse all of it; cut the connection; pass it on and lose the answer. */
export type Behaviour = 'pass' | 'busy' | 'blocked' | 'away' | 'lost-answer';

export interface Relay {
  readonly port: number;
  answer(behaviour: Behaviour): void;
  requests(): number;
  close(): Promise<void>;
}

interface BulkItem {
  readonly create: Readonly<Record<string, unknown>>;
}

/** Takes every third document out of a bulk request. */
const split = (
  body: string,
): { readonly passed: string; readonly refused: readonly string[]; readonly order: readonly boolean[] } => {
  const lines = body.split('\n').filter(Boolean);
  const passed: string[] = [];
  const refused: string[] = [];
  const order: boolean[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const isRefused = (at / 2) % 3 === 1;
    order.push(isRefused);
    if (isRefused)
      refused.push((JSON.parse(lines[at] ?? '') as { readonly create: { readonly _id: string } }).create._id);
    else passed.push(`${lines[at] ?? ''}\n${lines[at + 1] ?? ''}\n`);
  }
  return { passed: passed.join(''), refused, order };
};

const BLOCKED = {
  status: 503,
  text: '{"error":{"type":"cluster_block_exception","reason":"blocked"},"status":503}',
} as const;
const BUSY = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'rejected execution' } } as const;

/** Starts one in front of a server. */
export const startRelay = async (target: string): Promise<Relay> => {
  let behaviour: Behaviour = 'pass';
  let requests = 0;
  const forward = async (method: string, path: string, body: string) => {
    const response = await fetch(`${target}${path}`, {
      method,
      headers: { 'content-type': 'application/x-ndjson' },
      ...(body === '' ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
  };
  const answerBusy = async (method: string, path: string, body: string) => {
    const { passed, refused, order } = split(body);
    const { text } = passed === '' ? { text: '{"items":[]}' } : await forward(method, path, passed);
    const done = [...(JSON.parse(text) as { readonly items: readonly BulkItem[] }).items];
    const ids = [...refused];
    const items = order.map((isRefused) =>
      isRefused ? { create: { _index: 'i', _id: ids.shift(), ...BUSY } } : done.shift(),
    );
    return { status: 200, text: JSON.stringify({ took: 1, errors: true, items }) };
  };
  const answerTo = (now: Behaviour, method: string, path: string, body: string) => {
    if (method === 'POST' && now === 'blocked') return Promise.resolve(BLOCKED);
    return method === 'POST' && now === 'busy' ? answerBusy(method, path, body) : forward(method, path, body);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = 'GET', url = '/' } = request;
      // The health check before each bulk is no attempt to send.
      if (method === 'POST') requests += 1;
      const now = behaviour;
      try {
        if (now === 'away') return void request.socket.destroy();
        const { status, text } = await answerTo(now, method, url, body);
        if (now === 'lost-answer' && method === 'POST' && requests % 2 === 1) return void request.socket.destroy();
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      } catch {
        request.socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    answer: (next) => {
      behaviour = next;
    },
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
