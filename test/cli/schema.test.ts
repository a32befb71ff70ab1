import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const schemaFile = fileURLToPath(new URL('../../src/event/governance-event.schema.json', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-siem-schema-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [main, 'schema', ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('agent-siem schema', () => {
  it('print is the schema, byte for byte', async () => {
    expect((await run('print')).stdout).toBe(await readFile(schemaFile, 'utf8'));
  });

  it('sample prints one event; --all-types one of each, which check accepts', async () => {
    expect((await run('sample')).stdout.trim().split('\n')).toHaveLength(1);
    const { stdout } = await run('sample', '--all-types');
    expect(stdout.trim().split('\n')).toHaveLength(18);
    const name = await file('samples.ndjson', stdout);
    expect(await run('check', name)).toEqual({ code: 0, stdout: `${name}: 18 valid\n`, stderr: '' });
  });

  it('check names file, line, field and what mends it', async () => {
    const event = JSON.parse((await run('sample')).stdout) as { tool_call: object };
    const lines = [
      event,
      { ...event, mood: 1 },
      'oops',
      { ...event, tool_call: { ...event.tool_call, parameters_hash: 'sha256:4e07…' } },
    ];
    const name = await file(
      'bad.ndjson',
      lines.map((line) => (line === 'oops' ? line : JSON.stringify(line))).join('\n'),
    );
    const { code, stdout } = await run('check', name);
    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toEqual([
      `${name}:2: mood: unknown field. \`agent-siem schema print\` lists the fields.`,
      `${name}:3: not JSON. One event a line.`,
      `${name}:4: tool_call.parameters_hash: the hash is elided. Give all 64 hex digits; a shortened hash proves nothing.`,
    ]);
    const asJson = await run('check', name, '--json');
    expect(asJson.code).toBe(1);
    expect(
      asJson.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { line: number; field?: string }).line),
    ).toEqual([2, 3, 4]);
  });

  it('check never prints a secret that stands where a name should', async () => {
    const event = JSON.parse((await run('sample')).stdout) as Record<string, unknown>;
    const secret = `ghp_${'x7Kq2Lm9Rt4Vb8Nz3Wc6Yh1Jd5Fg0PsAeUiO'}`;
    const name = await file('secret.ndjson', JSON.stringify({ ...event, [secret]: 1 }));
    for (const flags of [[], ['--json']]) {
      const { code, stdout } = await run('check', name, ...flags);
      expect(code).toBe(1);
      expect(stdout).toContain('[REDACTED:github_pat]');
      expect(stdout).not.toContain(secret);
    }
  });

  it('check finds the line in pretty-printed JSON, one event or an array', async () => {
    const event = JSON.parse((await run('sample')).stdout) as Record<string, unknown>;
    const broken = { ...event, agent: { agent_id: 7 } };
    const one = await file('one.json', JSON.stringify(broken, null, 2));
    const lineIn = (text: string, words: string): number =>
      text.split('\n').findIndex((line) => line.includes(words)) + 1;
    expect((await run('check', one)).stdout).toContain(
      `:${String(lineIn(await readFile(one, 'utf8'), '"agent_id"'))}: agent.agent_id: wrong type`,
    );
    const text = JSON.stringify([event, broken], null, 2);
    const many = await file('many.json', text);
    const line = text.split('\n').findIndex((row) => row.includes('"agent_id": 7')) + 1;
    expect(await run('check', many)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`many.json:${String(line)}: agent.agent_id`) as string,
    });
  });

  it('diff says minor or breaking', async () => {
    const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as {
      'x-version': string;
      properties: Record<string, unknown>;
    };
    const same = await run('diff', '1.3.0', schemaFile);
    expect(same).toEqual({ code: 0, stdout: '1.3.0 -> 1.3.0: no change\n', stderr: '' });
    const minor = await file(
      'minor.json',
      JSON.stringify({
        ...schema,
        'x-version': '1.4.0',
        properties: { ...schema.properties, mood: { type: 'string' } },
      }),
    );
    expect(await run('diff', '1.3.0', minor)).toMatchObject({
      code: 0,
      stdout: 'minor    mood: added\n1.3.0 -> 1.4.0: minor: a new minor\n',
    });
    const breaking = await run('diff', minor, '1.3.0');
    expect(breaking).toMatchObject({
      code: 1,
      stdout: 'breaking mood: removed\n1.4.0 -> 1.3.0: breaking: a new major\n',
    });
    expect(JSON.parse((await run('diff', minor, '1.3.0', '--json')).stdout)).toEqual({
      level: 'breaking',
      path: 'mood',
      change: 'removed',
    });
  });

  it('bad input is 2', async () => {
    for (const args of [
      ['check', join(folder, 'missing')],
      ['check', folder],
      ['check', await file('prose.txt', 'no events here\n')],
      ['diff', '1.3.0', '9.9.9'],
      ['diff', '1.3.0', await file('list.json', '[]')],
      ['nonsense'],
    ]) {
      const { code, stdout, stderr } = await run(...args);
      expect([args[0], code, stdout]).toEqual([args[0], 2, '']);
      expect(stderr).not.toContain('    at ');
    }
  });
});
