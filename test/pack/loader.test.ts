// load.sh against servers that only take notes: what it sends, and what a customer's values make of the rules.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
/** What a second run meets: a space, lists and a table that are there. */
let there = false;
/** Answer of the bulk request. */
let bulkAnswer = '{"errors":false}';

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
      const path = request.url ?? '';
      const asked = request.method === 'HEAD' || request.method === 'GET';
      const list = request.method === 'POST' && path.endsWith('/api/exception_lists');
      const status = asked && !there ? 404 : list && there ? 409 : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      // Kibana answers an import of lists that it has with 200 and a failure.
      const failed = path.includes('exception_lists/_import') && there;
      const answer = path.includes('/_bulk') ? bulkAnswer : `{"success":${String(!failed)}}`;
      response.end(request.method === 'HEAD' ? undefined : answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const SCRIPT = resolve('pack/elastic/load.sh');

const run = async (
  args: readonly string[],
  { cwd = '.', env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly code: number | null; readonly errors: string }> => {
  sent = [];
  const child = spawn('sh', [SCRIPT, ...args], {
    cwd,
    env: { ...process.env, ELASTIC_URL: url, KIBANA_URL: url, ELASTIC_API_KEY: 'key', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, errors };
};

const load = async (...args: readonly string[]): ReturnType<typeof run> => run(args);

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
      '/api/exception_lists',
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

  describe('a second run', () => {
    afterEach(() => {
      there = false;
    });

    it('leaves the space, the exception lists and the table as they are, and brings the new rules', async () => {
      there = true;
      expect(await load('--enable')).toEqual({ code: 0, errors: '' });
      const requests = sent.map(({ request }) => request);
      expect(requests).not.toContain('POST /api/spaces/space');
      expect(requests).not.toContain('PUT /agent_scope');
      expect(requests.some((request) => request.includes(IMPORT))).toBe(true);
    });
  });

  it('makes each exception list as a list of its own, without an id of ours', async () => {
    await load();
    const lists = sent.filter(({ request }) => request.endsWith('/api/exception_lists')).map(({ body }) => body);
    expect(lists).toHaveLength(rules.length);
    const [list] = lists.map((body) => JSON.parse(body) as Record<string, unknown>);
    expect(list).toMatchObject({ type: 'detection', namespace_type: 'single' });
    expect(list).not.toHaveProperty('id');
  });

  it('takes another space, and no name that would be a path', async () => {
    expect(await run([], { env: { KIBANA_SPACE: 'soc' } })).toEqual({ code: 0, errors: '' });
    const made = sent.find(({ request }) => request === 'POST /api/spaces/space');
    expect(JSON.parse(made?.body ?? '{}')).toMatchObject({ id: 'soc' });
    expect(sent.some(({ request }) => request.startsWith('POST /s/soc/api/detection_engine'))).toBe(true);
    expect((await run([], { env: { KIBANA_SPACE: '../x' } })).code).toBe(2);
    expect(sent).toEqual([]);
  });

  it('reads files from where it is called, with or without a last line end', async () => {
    writeFileSync(join(folder, 'mine.env'), 'p5_auth_failures.failures=3');
    writeFileSync(join(folder, 'mine.csv'), 'agent_id,kind,value\r\nagt_a,tool,*');
    expect(await run(['--values', 'mine.env', '--scope', 'mine.csv'], { cwd: folder })).toEqual({
      code: 0,
      errors: '',
    });
    const failures = (uploaded(IMPORT) as { rule_id: string; query: string }[]).find(
      ({ rule_id }) => rule_id === 'agent-siem-p5_auth_failures',
    );
    expect(failures?.query).toMatch(/>= 3\b/);
    expect(sent.find(({ request }) => request.includes('_bulk'))?.body).toContain('"value":"*"');
  });

  it.each([
    ['no header', ['agt_a,tool,read_file'], /scope\.csv:1: the first line/],
    ['a kind that no rule reads', ['agent_id,kind,value', 'agt_a,tools,read_file'], /scope\.csv:2: not agent_id/],
    ['a field too few', ['agent_id,kind,value', 'agt_a,tool'], /scope\.csv:2/],
    ['quotes', ['agent_id,kind,value', 'agt_a,tool,"a"'], /quotes/],
  ])('refuses a scope file with %s before it empties the table', async (_, lines, message) => {
    const { code, errors } = await load('--scope', file('scope.csv', lines));
    expect(code).toBe(2);
    expect(errors).toMatch(message);
    expect(sent).toEqual([]);
  });

  it('says when rows of the table were not taken', async () => {
    bulkAnswer = '{"errors":true,"items":[]}';
    const { code, errors } = await load('--scope', file('scope.csv', ['agent_id,kind,value', 'agt_a,tool,read_file']));
    bulkAnswer = '{"errors":false}';
    expect(code).toBe(1);
    expect(errors).toMatch(/not everything was taken/);
  });

  it.each([['--scope'], ['--values']])('%s needs a file that is there', async (option) => {
    expect((await load(option)).code).toBe(2);
    expect((await load(option, 'nowhere')).errors).toMatch(/nowhere: no such file/);
    expect(sent).toEqual([]);
  });

  it.each([
    ['a name that no rule has', 'p9_nothing.window_minutes=3', /no parameter p9_nothing/],
    ['a value that is no number', 'p5_auth_failures.failures=many', /not rule\.parameter=number/],
  ])('refuses %s', async (_, line, message) => {
    const { code, errors } = await load('--values', file('wrong.env', [line]));
    expect(code).toBe(2);
    expect(errors).toMatch(message);
    expect(sent).toEqual([]);
  });
});
