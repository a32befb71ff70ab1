// load.sh against servers that only take notes: what it sends, and what a customer's values make of the rules.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticRules } from '../../src/pack/elastic/rules.js';
import { queryParameters } from '../../src/targets/parameters.js';
import { rules } from './build-once.js';
import { tunedRules, TUNINGS } from './tuned-pack.js';

interface Sent {
  readonly request: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server;
let folder: string;
let url: string;
let sent: Sent[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-siem-loader-'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization } = request.headers;
      sent.push({
        request: `${request.method ?? ''} ${request.url ?? ''}`,
        authorization,
        body: Buffer.concat(chunks).toString(),
      });
      // What is asked for is not there yet.
      response.writeHead(request.method === 'HEAD' ? 404 : 200, { 'content-type': 'application/json' });
      response.end(request.method === 'HEAD' ? undefined : '{"success":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const load = async (...args: readonly string[]): Promise<{ readonly code: number | null; readonly errors: string }> => {
  sent = [];
  const child = spawn('sh', ['pack/elastic/load.sh', ...args], {
    env: { ...process.env, ELASTIC_URL: url, KIBANA_URL: url, ELASTIC_API_KEY: 'key' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, errors };
};

const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

/** Lines of an uploaded file, out of its multipart body. */
const uploaded = (path: string): readonly unknown[] => {
  const { body = '' } = sent.find(({ request }) => request.includes(path)) ?? {};
  return body
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
};

const IMPORT = '/api/detection_engine/rules/_import';

describe.skipIf(process.platform === 'win32')('load.sh', () => {
  it('sends setup before data views and rules, with the key, and the rules as they stand', async () => {
    expect(await load()).toEqual({ code: 0, errors: '' });
    const at = (part: string): number => sent.findIndex(({ request }) => request.includes(part));
    const order = [
      '_ilm/policy/ai-governance',
      '_component_template/',
      '_ingest/pipeline/',
      '_index_template/',
      '/agent_scope',
      '/api/spaces/space',
      'saved_objects/_import',
      'exception_lists/_import',
      IMPORT,
    ];
    const places = order.map(at);
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places).not.toContain(-1);
    expect(sent.every(({ authorization }) => authorization === 'ApiKey key')).toBe(true);
    expect(uploaded(IMPORT)).toEqual(JSON.parse(JSON.stringify(elasticRules(rules, {}).rules)));
  });

  it.each(TUNINGS.map((values) => [JSON.stringify(values), values] as const))(
    '--values %s: the rules that a build with these values makes',
    async (_, values) => {
      const tuned = tunedRules(values);
      const lines = tuned.flatMap((rule) =>
        queryParameters(rule).map(({ name, value }) => `${rule.meta.ruleId}.${name}=${value}`),
      );
      expect(await load('--values', file('values.env', ['# mine', '', ...lines]))).toEqual({ code: 0, errors: '' });
      // Throttles too, where they are the window; the longest lookback is built in.
      expect(uploaded(IMPORT)).toEqual(JSON.parse(JSON.stringify(elasticRules(tuned, {}).rules)));
    },
  );

  it('fills the lookup index from a scope file', async () => {
    expect(await load('--scope', file('scope.csv', ['agent_id,kind,value', 'agt_a,tool,read_file']))).toEqual({
      code: 0,
      errors: '',
    });
    const bulk = sent.find(({ request }) => request.includes('/agent_scope/_bulk'));
    expect(bulk?.body).toContain('{"agent_id":"agt_a","kind":"tool","value":"read_file","table":"agent_scope"}');
  });

  it.each([
    ['a name that no rule has', 'p9_nothing.window_minutes=3', /no parameter p9_nothing/],
    ['a value that is no number', 'p5_auth_failures.failures=many', /not rule\.parameter=number/],
  ])('refuses %s', async (_, line, message) => {
    const { code, errors } = await load('--values', file('wrong.env', [line]));
    expect(code).toBe(2);
    expect(errors).toMatch(message);
    expect(sent.some(({ request }) => request.includes(IMPORT))).toBe(false);
  });
});
