import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openWebhook } from '../../../src/cli/start/webhook.js';
import type { Alert } from '../../../src/evaluate/alert.js';

const alert = (key: string): Alert => ({
  rule_id: 'r',
  rule_version: '1.0.0',
  title: 't',
  severity: 'high',
  time: '2026-04-07T14:32:18.847Z',
  window: null,
  group: {},
  value: 1,
  event_ids: ['evt_1'],
  details: {},
  alert_key: key,
});

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)));
  server = undefined;
});

const listen = async (
  answer: (requests: number) => number,
): Promise<{ url: string; received: string[]; keys: unknown[] }> => {
  const received: string[] = [];
  const keys: unknown[] = [];
  let requests = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      requests += 1;
      const status = answer(requests);
      if (status < 300) {
        received.push((JSON.parse(body) as Alert).alert_key);
        keys.push(request.headers['idempotency-key']);
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, keys };
};

test('alerts arrive in order, each once, through a receiver that fails first', async () => {
  const problems: string[] = [];
  const { url, received, keys } = await listen((requests) => (requests <= 2 ? 503 : 204));
  const webhook = openWebhook(url, (message) => problems.push(message));
  for (const key of ['r|1|a b', 'r|2|ü', 'r|3|c']) webhook.send(alert(key));
  expect(await webhook.close(30_000)).toBe(0);
  expect(received).toEqual(['r|1|a b', 'r|2|ü', 'r|3|c']);
  expect(keys).toEqual(received.map((key) => encodeURIComponent(key)));
  expect(problems).toHaveLength(1);
});

test('close says how many alerts were not accepted', async () => {
  const { url } = await listen(() => 500);
  const webhook = openWebhook(url, () => undefined);
  webhook.send(alert('a'));
  webhook.send(alert('b'));
  expect(await webhook.close(200)).toBe(2);
});

test('an address that is no http address is refused with its mend', () => {
  expect(() => openWebhook('file:///etc/passwd', () => undefined)).toThrow(/not an http or https address/);
});
