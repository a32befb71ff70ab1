import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../secrets/random.js';
import { SHAPED } from '../secrets/samples.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const random = seeded(99);
const github = SHAPED['github_pat']?.(random) ?? '';
const aws = SHAPED['aws_access_key_id']?.(random) ?? '';
const pem = SHAPED['private_key']?.(random) ?? '';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-siem-scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Found {
  readonly line: number;
  readonly path: string;
  readonly type: string;
  readonly fingerprint: string;
}

const scan = async (args: readonly string[], stdin?: string) => {
  const child = spawn(process.execPath, [main, 'scan', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(stdin ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const found = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Found);
  return { code, found, stdout, stderr };
};

const scanText = async (text: string | Uint8Array, ...args: string[]) => {
  const file = join(folder, `input-${String(random.int(1e9))}`);
  await writeFile(file, text);
  return scan([file, ...args]);
};

const places = (found: readonly Found[]) => found.map(({ line, path, type }) => [line, path, type]);

describe('agent-siem scan', () => {
  it('pretty-printed JSON: each finding has its line and path; values are never printed', async () => {
    const { code, found, stdout, stderr } = await scanText(
      JSON.stringify(
        { a: 1, list: ['x', { token: github }], env: { key: `id ${aws}` }, body: JSON.stringify({ t: aws }) },
        null,
        2,
      ),
    );
    expect(code).toBe(1);
    expect(places(found)).toEqual([
      [6, 'list[1].token', 'github_pat'],
      [10, 'env.key', 'aws_access_key_id'],
      [12, 'body.t', 'aws_access_key_id'],
    ]);
    expect(found[1]?.fingerprint).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
    expect(found[1]?.fingerprint).toBe(found[2]?.fingerprint);
    expect(Object.keys(found[0] ?? {})).toEqual(['line', 'path', 'type', 'fingerprint']);
    expect(stdout + stderr).not.toMatch(new RegExp(`${github}|${aws}`));
  });

  it('NDJSON: line by line, lines that are no JSON as text', async () => {
    const { code, found } = await scanText(`{"a":"ok"}\n{"b":{"c":"${github}"}}\n\nnot json ${aws}\n`);
    expect(code).toBe(1);
    expect(places(found)).toEqual([
      [2, 'b.c', 'github_pat'],
      [4, '', 'aws_access_key_id'],
    ]);
  });

  it('text: a private key over several lines is one finding at its first line', async () => {
    const { found } = await scanText(
      `# notes\r\nAWS_KEY=${aws}\r\n\r\n${pem.replaceAll('\n', '\r\n')}\r\nend ${github}\r\n`,
    );
    expect(places(found)).toEqual([
      [2, '', 'aws_access_key_id'],
      [4, '', 'private_key'],
      [4 + pem.split('\n').length, '', 'github_pat'],
    ]);
  });

  it('reads standard input', async () => {
    expect(await scan(['-'], `token ${github}`)).toMatchObject({ code: 1, found: [{ line: 1, type: 'github_pat' }] });
  });

  it('reads UTF-16', async () => {
    const { found } = await scanText(Buffer.from(`\ufeffline\ntoken ${github}\n`, 'utf16le'));
    expect(places(found)).toEqual([[2, '', 'github_pat']]);
  });

  it('a clean file, an empty file and a redacted one: 0 and nothing printed', async () => {
    for (const text of ['{"a":"hello"}', '', 'plain\n', 'password=[REDACTED:generic_password]\n']) {
      expect(await scanText(text)).toMatchObject({ code: 0, stdout: '' });
    }
  });

  it('bad input: 2 and one line on stderr', async () => {
    for (const [args, words] of [
      [[join(folder, 'missing')], /cannot be read.*ENOENT/],
      [[folder], /cannot be read.*EISDIR/],
      [[], /missing required argument/],
      [['-', '--key-file', join(folder, 'missing')], /ENOENT/],
    ] as const) {
      const { code, stdout, stderr } = await scan(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(words);
    }
    expect(await scanText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]))).toMatchObject({ code: 2 });
  });

  it('a key file makes fingerprints compare across runs', async () => {
    const key = join(folder, 'key');
    await writeFile(key, seeded(5).bytes(32));
    const runs = [
      await scanText(github, '--key-file', key),
      await scanText(`x ${github}`, '--key-file', key),
      await scanText(github),
    ];
    const [first, second, other] = runs.map(({ found }) => found[0]?.fingerprint);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });

  it('a terminal escape in a path stays escaped', async () => {
    const { stdout } = await scanText(`{"\\u001b[2J\\u202e":"${github}"}`);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect((JSON.parse(stdout) as Found).path).toBe('\u001b[2J\u202e');
  });

  it('streams NDJSON: lines count on over many chunks', async () => {
    const line = `${JSON.stringify({ note: 'x'.repeat(900) })}\n`;
    const many = line.repeat(3_000);
    const { code, found } = await scanText(`${many}{"z":"${github}"}\n`);
    expect(code).toBe(1);
    expect(places(found)).toEqual([[3_001, 'z', 'github_pat']]);
  });
});
