import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGovernance, GovernanceLogProcessor, otlpDelivery, SCOPE_NAME } from '../../src/otel/index.js';
import { verifyTrail } from '../../src/trail/index.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';
import { startCollector } from './collector.js';

const child = fileURLToPath(new URL('loss-child.mjs', import.meta.url));
const quick = { protocol: 'http/json', timeoutMs: 700, delayMs: 20, retry: { firstMs: 20, longestMs: 100 } } as const;

const provide = (dir: string, url: string, options: Partial<Parameters<typeof otlpDelivery>[0]> = {}) => {
  const processor = new GovernanceLogProcessor({
    dir,
    durability: 'os',
    deliver: otlpDelivery({ url, ...quick, ...options }),
  });
  const provider = new LoggerProvider({ processors: [processor] });
  onTestFinished(() => provider.shutdown().catch(() => undefined));
  const logger = provider.getLogger(SCOPE_NAME);
  return {
    provider,
    processor,
    emit: (count: number, body: Record<string, unknown> = {}) => {
      for (let index = 0; index < count; index += 1) logger.emit({ eventName: 'auth.success', body: body as never });
    },
  };
};

/** What the next start of the application does. */
const restart = async (dir: string, url: string): Promise<void> => {
  const governance = createGovernance({ dir, durability: 'os', deliver: otlpDelivery({ url, ...quick }) });
  await governance.flush();
  await governance.shutdown();
};

describe('the losses of the stock path, each delivered', () => {
  it('10,000 emits in one tick', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const { emit, provider } = provide(dir, collector.url);
    emit(10_000);
    await provider.forceFlush();
    const lines = collector.lines();
    expect(lines).toHaveLength(10_000);
    expect(lines).toEqual(allLines(dir));
  });

  it('partial success with every record rejected: the flush rejects and the events are in the dead-letter file', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector(0, (records) => ({ rejected: records.length, message: 'no' }));
    const { emit, processor } = provide(dir, collector.url);
    emit(20);
    await expect(processor.forceFlush()).rejects.toMatchObject({ code: 'deliver.dead-letter' });
  });

  it('HTTP 400: the flush rejects, the events arrive after a restart', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector(0, () => ({ status: 400 }));
    const { emit, processor, provider } = provide(dir, collector.url, { flushTimeoutMs: 200 });
    emit(20);
    await expect(processor.forceFlush()).rejects.toMatchObject({ code: 'deliver.pending' });
    await provider.shutdown().catch(() => undefined);
    collector.answer = () => undefined;
    await restart(dir, collector.url);
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it('HTTP 503 that recovers later', async () => {
    const dir = temporaryFolder();
    const until = Date.now() + 1500;
    const collector = await startCollector(0, () => (Date.now() < until ? { status: 503 } : undefined));
    const { emit, provider } = provide(dir, collector.url);
    emit(200);
    await provider.forceFlush();
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it('connection refused: shutdown rejects, the events arrive after a restart', async () => {
    const dir = temporaryFolder();
    const down = await startCollector();
    await down.close();
    const { emit, processor } = provide(dir, down.url, { flushTimeoutMs: 200 });
    emit(200);
    await expect(processor.shutdown()).rejects.toMatchObject({ code: 'deliver.pending' });
    const collector = await startCollector(Number(new URL(down.url).port));
    await restart(dir, collector.url);
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it('a second forceFlush while one runs resolves when everything is delivered', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const { emit, processor } = provide(dir, collector.url);
    emit(2000);
    void processor.forceFlush();
    await processor.forceFlush();
    expect(collector.lines()).toHaveLength(2000);
  });

  it.each(['SIGKILL', 'throw', 'process.exit', 'natural exit'])('%s right after 300 emits', async (ending) => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const running = spawn(process.execPath, [child, dir, collector.url, ending, '300'], { stdio: 'ignore' });
    await once(running, 'exit');
    if (ending === 'natural exit') expect(collector.lines()).toHaveLength(300);
    await restart(dir, collector.url);
    expect(collector.lines()).toHaveLength(300);
    expect(new Set(collector.lines())).toEqual(new Set(allLines(dir)));
    expect((await verifyTrail(dir)).findings).toEqual([]);
  });

  it('SIGKILL in the middle of writing and delivering, again and again', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    for (let round = 0; round < 3; round += 1) {
      const running = spawn(process.execPath, [child, dir, collector.url, 'SIGKILL while writing', '50'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(running.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 60 + 37 * round));
      running.kill('SIGKILL');
      await once(running, 'exit');
      expect((await verifyTrail(dir)).findings).toEqual([]);
    }
    await restart(dir, collector.url);
    expect(collector.lines().length).toBeGreaterThan(150);
    expect(new Set(collector.lines())).toEqual(new Set(allLines(dir)));
    expect((await verifyTrail(dir)).findings).toEqual([]);
  });

  it('a body that is mutated after the emit', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const { emit, provider } = provide(dir, collector.url);
    const body = { identity: { user_id: 'usr_before' } };
    emit(1, body);
    body.identity.user_id = 'usr_after';
    await provider.forceFlush();
    expect(collector.lines().join()).toContain('usr_before');
  });

  it.each(['http/json', 'http/protobuf'] as const)('whole-number floats and nulls over %s', async (protocol) => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const { emit, provider } = provide(dir, collector.url, { protocol });
    emit(1, {
      cost: { estimated_cost_usd: 1.0 },
      purpose: null,
      governance: { matched_rule: null, evaluation_ms: 0.5 },
    });
    await provider.forceFlush();
    expect(collector.lines()).toEqual(allLines(dir));
    expect(JSON.parse(collector.lines()[0] ?? '')).toMatchObject({
      cost: { estimated_cost_usd: 1 },
      governance: { evaluation_ms: 0.5 },
    });
  });
});
