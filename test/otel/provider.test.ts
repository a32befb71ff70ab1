import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GovernanceLogExporter, GovernanceLogProcessor, SCOPE_NAME } from '../../src/otel/index.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';

const SECRET = ['AKIA', 'QYLPMN5HHHFPZAM2'].join('');

const provide = (make: (dir: string, errors: unknown[]) => LogRecordProcessor[]) => {
  const dir = temporaryFolder();
  const errors: unknown[] = [];
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'payments' }),
    processors: make(dir, errors),
  });
  onTestFinished(() => provider.shutdown().catch(() => undefined));
  return {
    dir,
    errors,
    provider,
    logger: provider.getLogger(SCOPE_NAME),
    events: () => allLines(dir).map((line) => JSON.parse(line)),
  };
};

const body = () => ({ agent: { agent_id: 'agt_1' }, tool_call: { tool_name: 'db.query' } });

const ways: Record<string, (dir: string, errors: unknown[]) => LogRecordProcessor[]> = {
  processor: (dir, errors) => [
    new GovernanceLogProcessor({ dir, durability: 'os', onError: (error) => errors.push(error) }),
  ],
  'exporter behind a batch processor': (dir, errors) => [
    new BatchLogRecordProcessor({
      exporter: new GovernanceLogExporter({ dir, durability: 'os', onError: (error) => errors.push(error) }),
    }),
  ],
  'exporter behind a simple processor': (dir, errors) => [
    new SimpleLogRecordProcessor({
      exporter: new GovernanceLogExporter({ dir, durability: 'os', onError: (error) => errors.push(error) }),
    }),
  ],
  'processor, then exporter': (dir, errors) => [
    ...(ways['processor']?.(dir, errors) ?? []),
    ...(ways['exporter behind a batch processor']?.(dir, []) ?? []),
  ],
  'exporter, then processor': (dir, errors) => [
    ...(ways['exporter behind a batch processor']?.(dir, []) ?? []),
    ...(ways['processor']?.(dir, errors) ?? []),
  ],
};

describe.each(Object.keys(ways))('in a LoggerProvider as %s', (way) => {
  const start = () => provide(ways[way] as (typeof ways)[string]);

  it('records each event once, with resource, time and trace context', async () => {
    const { logger, provider, events } = start();
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    for (let index = 0; index < 10; index += 1) {
      logger.emit({
        eventName: 'tool_call.requested',
        body: body(),
        timestamp: new Date('2026-04-07T14:32:18.847Z'),
        context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
      });
    }
    await provider.forceFlush();
    expect(events()).toHaveLength(10);
    expect(new Set(events().map((event) => event.event_id)).size).toBe(10);
    expect(events()[0]).toMatchObject({
      event_type: 'tool_call.requested',
      timestamp: '2026-04-07T14:32:18.847Z',
      trace_id: spanContext.traceId,
      span_id: spanContext.spanId,
      source: { service: 'payments' },
    });
  });

  it('leaves records of other scopes alone', async () => {
    const { provider, dir, errors } = start();
    provider.getLogger('another').emit({ eventName: 'tool_call.requested', body: 'text' });
    await provider.forceFlush();
    expect(allLines(dir)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('reports what is refused and records the rest', async () => {
    const { logger, provider, errors, events } = start();
    logger.emit({ eventName: 'tool_call.requested', body: { agent: { agent_id: 'agt_1' } } });
    logger.emit({ body: 'no event at all' });
    logger.emit({ eventName: 'auth.failure', body: {} });
    await provider.forceFlush();
    expect(events().map((event) => event.event_type)).toEqual(['auth.failure']);
    expect(errors.map((error) => (error as { field?: string }).field)).toEqual(['tool_call', 'event_type']);
  });

  it('hashes raw parameters and completes from standard attributes', async () => {
    const { logger, provider, events } = start();
    logger.emit({
      attributes: {
        'event.name': 'tool_call.requested',
        'gen_ai.agent.id': 'agt_2',
        'gen_ai.tool.name': 'http.get',
        'session.id': 'ses_1',
        'user.id': 'usr_1',
      },
      body: { parameters: { url: 'http://somewhere.invalid' } },
    });
    await provider.forceFlush();
    expect(events()[0]).toMatchObject({
      agent: { agent_id: 'agt_2', session_id: 'ses_1' },
      identity: { user_id: 'usr_1' },
      tool_call: { tool_name: 'http.get', parameter_fields: ['url'] },
    });
    expect(JSON.stringify(events())).not.toContain('somewhere.invalid');
  });
});

describe('GovernanceLogProcessor', () => {
  it('takes the event as it was emitted, and passes on what it recorded', async () => {
    const memory = new InMemoryLogRecordExporter();
    const { logger, provider, events } = provide((dir) => [
      new GovernanceLogProcessor({ dir, durability: 'os' }),
      new BatchLogRecordProcessor({ exporter: memory }),
    ]);
    const mine = { ...body(), purpose: `use ${SECRET}` };
    logger.emit({ eventName: 'tool_call.requested', body: mine });
    mine.tool_call.tool_name = 'changed';
    await provider.forceFlush();
    const [recorded, detected] = events();
    expect(recorded.tool_call.tool_name).toBe('db.query');
    expect(detected.event_type).toBe('secret.detected');
    const [passed] = memory.getFinishedLogRecords();
    expect({ ...(passed?.body as object), integrity: recorded.integrity }).toEqual(recorded);
    expect(passed?.attributes).toMatchObject({ 'event.id': recorded.event_id, 'gen_ai.tool.name': 'db.query' });
  });

  it('does not touch other scopes on their way', async () => {
    const memory = new InMemoryLogRecordExporter();
    const { provider } = provide((dir) => [
      new GovernanceLogProcessor({ dir, durability: 'os' }),
      new SimpleLogRecordProcessor({ exporter: memory }),
    ]);
    provider.getLogger('another').emit({ body: { key: SECRET }, attributes: { a: 1 } });
    expect(memory.getFinishedLogRecords()[0]).toMatchObject({ body: { key: SECRET }, attributes: { a: 1 } });
  });

  it('counts, never throws, and rejects the flush when the trail is closed', async () => {
    const dir = temporaryFolder();
    const processor = new GovernanceLogProcessor({
      dir,
      durability: 'os',
      onError: () => {
        throw new Error('a handler that throws');
      },
    });
    const provider = new LoggerProvider({ processors: [processor] });
    const logger = provider.getLogger(SCOPE_NAME);
    logger.emit({ eventName: 'tool_call.requested' });
    await provider.forceFlush();
    expect(processor.refused).toBe(1);
    await processor.governance.trail.close();
    logger.emit({ eventName: 'auth.failure', body: {} });
    await new Promise((resolve) => setImmediate(resolve));
    expect(processor.refused).toBe(2);
    await expect(processor.forceFlush()).rejects.toMatchObject({ code: 'trail.closed' });
  });
});
