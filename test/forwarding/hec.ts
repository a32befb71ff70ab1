// Splunk's HTTP Event Collector, as far as a forwarder sees it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What HEC makes an event of. */
export interface HecEvent {
  readonly time: number;
  readonly event: Readonly<Record<string, unknown>>;
  readonly index?: string;
  readonly sourcetype?: string;
  readonly source?: string;
}

export interface Hec {
  readonly url: string;
  /** Of the requests that were answered with 200. */
  readonly events: HecEvent[];
  /** Status of the next answers; 0 cuts the connection after the events were taken. */
  status: number;
  requests: number;
}

/** Each object of a body: HEC takes them one behind the other. Ours come a line each. */
const objectsOf = (body: string): HecEvent[] =>
  body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HecEvent);

/** Starts one that knows one token; it is gone when the test is. */
export const startHec = async (token: string): Promise<Hec> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      hec.requests += 1;
      const known = request.headers.authorization === `Splunk ${token}` && request.url === '/services/collector/event';
      const status = known ? hec.status : 403;
      if (status === 200 || status === 0) hec.events.push(...objectsOf(Buffer.concat(chunks).toString('utf8')));
      if (status === 0) request.socket.destroy();
      else
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(`{"text":"answer","code":${status === 200 ? '0' : '9'}}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hec: Hec = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    events: [],
    status: 200,
    requests: 0,
  };
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return hec;
};
