import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOtlpSink, replayDeadLetters, type DeadLetter, type Sink } from '../../src/deliver/index.js';
import { writeDeadLetters } from '../../src/deliver/dead-letter.js';
import { RECORD_OUTLINE, toLogRecord } from '../../src/otel/index.js';
import { canonicalise } from '../../src/event/index.js';
import {
  appendLines,
  droppedLines,
  layoutOf,
  sideFilePieces,
  takeLock,
  turnOver,
  type TrailEntry,
} from '../../src/trail/index.js';
import { temporaryFolder } from '../trail/fixtures.js';
import { rejecting, startCollector } from './collector.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const eventOf = (index: number, tool = 'db.query') => ({
  event_id: `evt_01JR9X5K7M3N2P4Q6R8S${String(index).padStart(6, '0')}`,
  event_type: 'tool_call.completed',
  timestamp: '2026-04-07T14:00:00.000Z',
  schema_version: '1.3.0',
  agent: { agent_id: 'agt_1' },
  tool_call: { tool_name: tool, call_id: `call_${String(index)}` },
});

const entryOf = (index: number, tool?: string) =>
  ({ sequence: index, event: eventOf(index, tool), line: '' }) as unknown as TrailEntry;

const numbered = (count: number, from = 1): number[] => Array.from({ length: count }, (_, index) => from + index);

/** A folder with dead letters, some of them poison for the receiver still. */
const withLetters = (indexes: readonly number[], poisoned: readonly number[] = [], sink = 'otlp'): string => {
  const dir = temporaryFolder();
  const rejected = indexes.map((index) => ({
    entry: entryOf(index, poisoned.includes(index) ? 'poison' : undefined),
    reason: 'mapping conflict',
  }));
  writeDeadLetters(layoutOf(dir).deadLetter, sink, rejected);
  return dir;
};

const linesIn = (file: string): string[] =>
  [...sideFilePieces(file), file]
    .filter((piece) => existsSync(piece))
    .flatMap((piece) => readFileSync(piece, 'utf8').split('\n'))
    .filter((line) => line !== '');

const lettersIn = (dir: string): DeadLetter[] =>
  linesIn(layoutOf(dir).deadLetter).map((line) => JSON.parse(line) as DeadLetter);

const sequencesIn = (dir: string): number[] => lettersIn(dir).map(({ sequence }) => sequence);

const otlp = (url: string, name = 'otlp'): Sink =>
  createOtlpSink({ url, name, protocol: 'http/json', timeoutMs: 700, toRecord: toLogRecord, outline: RECORD_OUTLINE });

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
};

describe('side files', () => {
  it('stay within their limits, and every line is there or counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(3),
        (batches, maxBytes, maxPieces) => {
          const file = join(temporaryFolder(), 'quarantine.ndjson');
          let dropped = 0;
          for (const batch of batches) {
            const lines = batch.map((text) => JSON.stringify({ text }));
            dropped += appendLines(file, lines, { maxBytes, maxPieces });
          }
          const written = batches.flat().map((text) => JSON.stringify({ text }));
          expect(linesIn(file)).toEqual(written.slice(dropped));
          expect(droppedLines(file)).toBe(dropped);
          expect(sideFilePieces(file).length).toBeLessThanOrEqual(maxPieces);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are for their owner only, pieces too, and none ends in .jsonl', () => {
    const dir = temporaryFolder();
    const file = join(dir, 'dead-letter.ndjson');
    for (const line of ['1', '2', '3']) appendLines(file, [line], { maxBytes: 1, maxPieces: 1 });
    expect(droppedLines(file)).toBe(2);
    for (const name of readdirSync(dir)) {
      expect(name).not.toMatch(/\.jsonl$/);
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('begin a new line after one that a crash tore', () => {
    const file = join(temporaryFolder(), 'dead-letter.ndjson');
    writeFileSync(file, '{"torn":');
    appendLines(file, ['{"a":1}']);
    expect(readFileSync(file, 'utf8')).toBe('{"torn":\n{"a":1}\n');
  });

  it('lose nothing when another process turns them over while they are written', async () => {
    const file = join(temporaryFolder(), 'dead-letter.ndjson');
    const script = `import { appendLines } from ${JSON.stringify(new URL('../../dist/trail/index.js', import.meta.url).href)};
      for (let n = 0; n < 3000; n += 1) appendLines(${JSON.stringify(file)}, [String(n)]);`;
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    let running = true;
    const ended = once(writer, 'exit').then(([code]) => {
      running = false;
      return code as number;
    });
    let turns = 0;
    while (running) {
      if (turnOver(file)) turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toBe(0);
    expect(turns).toBeGreaterThan(0);
    expect([...new Set(linesIn(file).map(Number))].toSorted((a, b) => a - b)).toEqual(numbered(3000, 0));
  });
});

describe('replay of dead letters', () => {
  it('delivers the very events, in order, and empties the file', async () => {
    const dir = withLetters(numbered(30));
    const collector = await startCollector();
    const report = await replayDeadLetters({ dir, sink: otlp(collector.url), maxBatch: 7 });
    expect(report).toEqual({ delivered: 30, rejected: 0, left: 0, others: 0, reason: undefined });
    expect(collector.lines()).toEqual(numbered(30).map((index) => canonicalise(eventOf(index))));
    expect(readdirSync(dir)).toEqual([]);
  });

  it('keeps what is rejected again with the new reason, once', async () => {
    const dir = withLetters(numbered(20), [4, 17]);
    const collector = await startCollector(0, (records) => {
      const answer = rejecting('poison')(records);
      return answer !== undefined && 'rejected' in answer ? { ...answer, message: 'still no' } : answer;
    });
    const report = await replayDeadLetters({ dir, sink: otlp(collector.url), maxBatch: 8 });
    expect(report).toMatchObject({ delivered: 18, rejected: 2, left: 0 });
    expect(lettersIn(dir)).toMatchObject([
      { sequence: 4, reason: 'still no', sink: 'otlp', event: { tool_call: { tool_name: 'poison' } } },
      { sequence: 17, reason: 'still no' },
    ]);
  });

  it.each([
    ['is not there', 503],
    ['refuses everything', 400],
  ])('leaves all of them in the file when the receiver %s', async (_, status) => {
    const dir = withLetters(numbered(20));
    const before = linesIn(layoutOf(dir).deadLetter);
    const collector = await startCollector(0, () => ({ status }));
    const options = { dir, maxBatch: 8, attempts: 2, retryMs: 1 };
    expect(await replayDeadLetters({ ...options, sink: otlp(collector.url) })).toMatchObject({
      delivered: 0,
      rejected: 0,
      left: 20,
      reason: expect.any(String),
    });
    expect(linesIn(layoutOf(dir).deadLetter).toSorted()).toEqual(before.toSorted());
    collector.answer = () => undefined;
    expect(await replayDeadLetters({ ...options, sink: otlp(collector.url) })).toMatchObject({
      delivered: 20,
      left: 0,
    });
    expect(lettersIn(dir)).toEqual([]);
  });

  it('leaves lines of other sinks and lines that cannot be read as they are', async () => {
    const dir = withLetters([1, 2], [], 'second');
    const { deadLetter } = layoutOf(dir);
    appendFileSync(deadLetter, 'not json\n{"sink":"otlp"}\nnull\n');
    writeDeadLetters(deadLetter, 'otlp', [{ entry: entryOf(3), reason: 'no' }]);
    const before = linesIn(deadLetter);
    const collector = await startCollector();
    expect(await replayDeadLetters({ dir, sink: otlp(collector.url) })).toMatchObject({ delivered: 1, others: 5 });
    expect(linesIn(deadLetter)).toEqual(before.slice(0, 5));
  });

  it('accounts for every letter over several pieces, whatever the batch', async () => {
    const dir = temporaryFolder();
    const { deadLetter } = layoutOf(dir);
    for (const index of numbered(40)) {
      writeDeadLetters(deadLetter, 'otlp', [{ entry: entryOf(index), reason: 'no' }], { maxBytes: 900 });
    }
    expect(sideFilePieces(deadLetter).length).toBeGreaterThan(5);
    const collector = await startCollector();
    expect(await replayDeadLetters({ dir, sink: otlp(collector.url), maxBatch: 2 })).toMatchObject({ delivered: 40 });
    expect(collector.lines()).toHaveLength(40);
    expect(lettersIn(dir)).toEqual([]);
  });

  it('is done by one process at a time', async () => {
    const dir = withLetters([1]);
    mkdirSync(dir, { recursive: true });
    const lock = takeLock(`${layoutOf(dir).deadLetter}.lock`);
    const collector = await startCollector();
    await expect(replayDeadLetters({ dir, sink: otlp(collector.url) })).rejects.toMatchObject({
      code: 'deliver.replaying',
    });
    lock.release();
    expect(sequencesIn(dir)).toEqual([1]);
  });
});

describe('agent-siem deadletter', () => {
  it('killed at any moment of a replay: nothing is lost, and the next one ends it', async () => {
    const count = 3000;
    const dir = withLetters(numbered(count), [700, 2100]);
    const collector = await startCollector(0, rejecting('poison'));
    for (const requests of [1, 4, 9]) {
      const child = spawn(
        process.execPath,
        [CLI, 'deadletter', 'replay', '--data', dir, '--url', collector.url, '--protocol', 'http/json'],
        { stdio: 'ignore' },
      );
      const exit = once(child, 'exit');
      const from = collector.requests;
      // Killed between two requests or in the middle of one, as it happens.
      while (child.exitCode === null && collector.requests < from + requests) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      child.kill('SIGKILL');
      await exit;
      const arrived = collector.records.map(({ body }) => (body as { event_id: string }).event_id);
      const kept = lettersIn(dir).map(({ event }) => event.event_id);
      expect(new Set([...arrived, ...kept]).size).toBe(count);
    }
    const last = await run('deadletter', 'replay', '--data', dir, '--url', collector.url, '--json');
    expect(last.stderr).toBe('');
    expect(last.status).toBe(1);
    expect(JSON.parse(last.stdout)).toMatchObject({ left: 0, others: 0 });
    expect(collector.lines()).toHaveLength(count - 2);
    expect([...new Set(sequencesIn(dir))].toSorted((a, b) => a - b)).toEqual([700, 2100]);
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('lists how many and why, with nothing hostile, and as JSON without the event', async () => {
    const dir = withLetters([1, 2]);
    writeDeadLetters(layoutOf(dir).deadLetter, 'otlp', [{ entry: entryOf(3), reason: '\u001b[2Jno\nforged' }]);
    const text = await run('deadletter', 'list', '--data', dir);
    expect(text.status).toBe(0);
    expect(text.stdout.split('\n')).toHaveLength(4);
    expect(text.stdout).toMatch(/^2 {2}\S+ to \S+ {2}otlp: mapping conflict\n1 .*\n3 dead letters\n$/);
    expect(text.stdout).not.toContain('\u001b');
    const json = await run('deadletter', 'list', '--data', dir, '--json');
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))[2],
    ).toEqual({
      rejected_at: expect.any(String),
      sink: 'otlp',
      sequence: 3,
      reason: '\u001b[2Jno\nforged',
      event_id: eventOf(3).event_id,
      event_type: 'tool_call.completed',
    });
  });

  it('says that there is no data folder, with exit code 2', async () => {
    const { status, stderr } = await run('deadletter', 'list', '--data', join(temporaryFolder(), 'nowhere'));
    expect(status).toBe(2);
    expect(stderr).toContain('there is no data folder here');
  });
});
