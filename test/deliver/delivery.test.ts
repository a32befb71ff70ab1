import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createOtlpSink,
  startDelivery,
  type Delivery,
  type DeliveryOptions,
  type OtlpProtocol,
} from '../../src/deliver/index.js';
import type { AgentSiemError } from '../../src/error.js';
import { RECORD_OUTLINE, toLogRecord } from '../../src/otel/index.js';
import { openTrail, type Trail } from '../../src/trail/index.js';
import { allLines, temporaryFolder, toolCall } from '../trail/fixtures.js';
import { rejecting, startCollector } from './collector.js';

const openOne = (dir = temporaryFolder()): Trail => {
  const trail = openTrail({ dir, durability: 'os' });
  onTestFinished(() => trail.close());
  return trail;
};

const deliver = (
  trail: Trail,
  url: string,
  options: Partial<DeliveryOptions> & { protocol?: OtlpProtocol; compression?: 'gzip'; timeoutMs?: number } = {},
) => {
  const { protocol = 'http/json', compression, timeoutMs = 700, ...rest } = options;
  const sink = createOtlpSink({
    url,
    protocol,
    timeoutMs,
    headers: { 'x-token': 't' },
    toRecord: toLogRecord,
    outline: RECORD_OUTLINE,
    ...(compression === undefined ? {} : { compression }),
  });
  const delivery = startDelivery({ trail, sink, delayMs: 5, retry: { firstMs: 20, longestMs: 100 }, ...rest });
  onTestFinished(() => delivery.close());
  return delivery;
};

const append = async (trail: Trail, count: number, over: Record<string, unknown> = {}): Promise<void> => {
  await Promise.all(Array.from({ length: count }, () => trail.append(toolCall(over))));
};

/** Flushes until everything is settled: a slow machine may need more than one flush timeout. */
const settled = async (delivery: Delivery): Promise<void> => {
  for (;;) {
    try {
      return await delivery.flush();
    } catch (error) {
      if ((error as AgentSiemError).code !== 'deliver.pending') throw error;
    }
  }
};

const poison = { tool_call: { tool_name: 'poison' } };
const deadLetters = (trail: Trail) =>
  existsSync(trail.layout.deadLetter)
    ? readFileSync(trail.layout.deadLetter, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

describe.each<{ protocol: OtlpProtocol; compression?: 'gzip' }>([
  { protocol: 'http/json' },
  { protocol: 'http/protobuf' },
  { protocol: 'http/protobuf', compression: 'gzip' },
])('delivery over $protocol $compression', (transport) => {
  it('arrives as the same canonical lines, with the record shape', async () => {
    const trail = openOne();
    const collector = await startCollector();
    const delivery = deliver(trail, collector.url, transport);
    await append(trail, 30, {
      cost: { estimated_cost_usd: 2, input_tokens: 12 },
      governance: { policies_evaluated: ['a', 'b'], evaluation_ms: 3, reason: 'ünïcode \u{1f512}' },
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      source: { service: 'payments', environment: 'prod', host: 'h1' },
    });
    await delivery.flush();
    expect(collector.lines()).toEqual(allLines(trail.layout.dir));
    expect(delivery.delivered).toBe(30);
    expect(collector.records[0]).toMatchObject({
      resource: { 'service.name': 'payments', 'deployment.environment.name': 'prod', 'host.name': 'h1' },
      scope: { name: 'agent-siem', version: '1.3.0' },
      eventName: 'tool_call.completed',
      severityNumber: 9,
      timeUnixNano: '1775572338847000000',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      attributes: {
        'event.name': 'tool_call.completed',
        'gen_ai.agent.id': 'agt_code_reviewer',
        'gen_ai.tool.name': 'database_query',
        'session.id': 'ses_7k2m9n4p',
        'user.id': 'usr_8f3a2b1c',
      },
    });
    expect(collector.headers[0]).toMatchObject({ 'x-token': 't' });
  });

  it('finds the one record that a partial success rejected, and buries it with the reason', async () => {
    const trail = openOne();
    const collector = await startCollector(0, rejecting('poison'));
    const delivery = deliver(trail, collector.url, transport);
    await append(trail, 20);
    await append(trail, 1, poison);
    await append(trail, 20);
    await expect(delivery.flush()).rejects.toMatchObject({ code: 'deliver.dead-letter' });
    expect(deadLetters(trail)).toEqual([
      expect.objectContaining({ sequence: 21, reason: 'mapping conflict', sink: 'otlp', event: expect.any(Object) }),
    ]);
    expect(new Set(collector.lines())).toEqual(new Set(allLines(trail.layout.dir).toSpliced(20, 1)));
    await delivery.flush();
  });

  it('buries all of a batch whose every record was rejected', async () => {
    const trail = openOne();
    const collector = await startCollector(0, (records) => ({ rejected: records.length, message: '\u001b[2Jno' }));
    const delivery = deliver(trail, collector.url, transport);
    await append(trail, 10);
    await expect(delivery.flush()).rejects.toThrow('10 events were rejected:  [2Jno');
    expect(deadLetters(trail)).toHaveLength(10);
  });
});

describe('delivery', () => {
  it('blames a refused request on the record whose neighbours pass', async () => {
    const trail = openOne();
    const collector = await startCollector(0, (records) =>
      JSON.stringify(records).includes('poison') ? { status: 400 } : undefined,
    );
    const delivery = deliver(trail, collector.url);
    await append(trail, 9);
    await append(trail, 1, poison);
    await append(trail, 9);
    await expect(delivery.flush()).rejects.toMatchObject({ code: 'deliver.dead-letter' });
    expect(deadLetters(trail)).toEqual([expect.objectContaining({ sequence: 10 })]);
    expect(collector.lines()).toHaveLength(18);
  });

  it('gives nothing up while everything is refused, and delivers when that ends', async () => {
    const trail = openOne();
    const collector = await startCollector(0, () => ({ status: 400 }));
    const delivery = deliver(trail, collector.url, { flushTimeoutMs: 300 });
    await append(trail, 30);
    await expect(delivery.flush()).rejects.toMatchObject({ code: 'deliver.pending' });
    expect(deadLetters(trail)).toEqual([]);
    collector.answer = () => undefined;
    await settled(delivery);
    expect(new Set(collector.lines())).toEqual(new Set(allLines(trail.layout.dir)));
    expect(deadLetters(trail)).toEqual([]);
  });

  it('does not stand still behind a single refused record', async () => {
    const trail = openOne();
    const collector = await startCollector(0, (records) =>
      JSON.stringify(records).includes('poison') ? { status: 400 } : undefined,
    );
    const delivery = deliver(trail, collector.url, { flushTimeoutMs: 150 });
    await append(trail, 1, poison);
    await expect(delivery.flush()).rejects.toMatchObject({ code: 'deliver.pending' });
    await append(trail, 3);
    await expect(settled(delivery)).rejects.toMatchObject({ code: 'deliver.dead-letter' });
    expect(collector.lines()).toHaveLength(3);
  });

  it.each([503, 429, 401, 404])('retries status %i until it passes', async (status) => {
    const trail = openOne();
    let left = 3;
    const collector = await startCollector(0, () => (left-- > 0 ? { status } : undefined));
    const delivery = deliver(trail, collector.url);
    await append(trail, 5);
    await delivery.flush();
    expect(collector.lines()).toHaveLength(5);
    expect(deadLetters(trail)).toEqual([]);
  });

  it('joins flushes, and says what is missing when the receiver is gone', async () => {
    const trail = openOne();
    const delivery = deliver(trail, 'http://127.0.0.1:9/v1/logs', { flushTimeoutMs: 200 });
    await append(trail, 7);
    const [first, second] = await Promise.allSettled([delivery.flush(), delivery.flush()]);
    for (const result of [first, second]) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'deliver.pending' } });
      expect(String((result as PromiseRejectedResult).reason)).toContain('7 events are not acknowledged');
    }
  });

  it('goes on after a restart where it was acknowledged', async () => {
    const dir = temporaryFolder();
    const collector = await startCollector();
    const trail = openTrail({ dir, durability: 'os' });
    const first = deliver(trail, collector.url);
    await append(trail, 5);
    await first.flush();
    await first.close();
    await append(trail, 4);
    await trail.close();
    const again = openOne(dir);
    const second = deliver(again, collector.url);
    await second.flush();
    expect(second.delivered).toBe(4);
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it('buries what is too old for the receiver', async () => {
    const trail = openOne();
    const collector = await startCollector();
    const delivery = deliver(trail, collector.url, { maxAgeMs: 3_600_000 });
    await append(trail, 2);
    await append(trail, 3, { timestamp: new Date().toISOString() });
    await expect(delivery.flush()).rejects.toMatchObject({ code: 'deliver.dead-letter' });
    expect(collector.lines()).toHaveLength(3);
    expect(deadLetters(trail).map((letter) => letter.reason)).toEqual(Array(2).fill('older than 3600000 ms'));
  });

  it('reads its cursor by name', async () => {
    const trail = openOne();
    const collector = await startCollector();
    const delivery = deliver(trail, collector.url);
    await append(trail, 3);
    await delivery.flush();
    expect(JSON.parse(readFileSync(join(trail.layout.cursors, 'otlp.json'), 'utf8'))).toEqual({
      trail_id: trail.trailId,
      sequence: 3,
    });
  });

  it('saves what is acknowledged while the next request has no answer', async () => {
    const trail = openOne();
    await append(trail, 20);
    let requests = 0;
    let answer: () => void = () => undefined;
    const delivery = startDelivery({
      trail,
      maxBatch: 10,
      delayMs: 5,
      sink: {
        name: 'slow',
        send: async () => {
          requests += 1;
          if (requests > 1) await new Promise<void>((resolve) => (answer = resolve));
          return { status: 'accepted' };
        },
        close: () => Promise.resolve(),
      },
    });
    onTestFinished(async () => {
      answer();
      await delivery.close();
    });
    const saved = (): unknown =>
      (JSON.parse(readFileSync(join(trail.layout.cursors, 'slow.json'), 'utf8')) as { sequence: unknown }).sequence;
    await vi.waitFor(() => expect(saved()).toBe(10), { timeout: 20_000 });
    expect(requests).toBe(2);
    answer();
    await delivery.flush();
    expect(saved()).toBe(20);
  });
});
