import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digest, EVENT_TYPES, canonicalJson } from '../../src/event/index.js';
import { createGovernance, type GovernanceOptions } from '../../src/otel/index.js';
import { verifyTrail } from '../../src/trail/index.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';

const SECRET = ['AKIA', 'QYLPMN5HHHFPZAM2'].join('');

const start = (options: Partial<GovernanceOptions> = {}) => {
  const dir = temporaryFolder();
  const governance = createGovernance({
    dir,
    durability: 'os',
    defaults: {
      identity: { user_id: 'usr_1', email: 'User@Example.com' },
      agent: { agent_id: 'agt_1', session_id: 'ses_1' },
    },
    ...options,
  });
  onTestFinished(() => governance.shutdown());
  return { dir, governance, events: () => allLines(dir).map((line) => JSON.parse(line)) };
};

describe('createGovernance', () => {
  it('has a method for each event type that fills envelope and defaults', async () => {
    const { governance, events } = start();
    const extra = {
      tool_call: { tool_name: 'db.query' },
      secret: { secret_type: 'jwt' },
      cost: { estimated_cost_usd: 0.5 },
      config: { setting: 'model' },
    };
    for (const type of EVENT_TYPES) {
      const name = type.replace(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const method = governance[name as 'sessionStarted'] as (input: object) => Promise<unknown>;
      await method(extra);
    }
    expect(events().map((event) => event.event_type)).toEqual([...EVENT_TYPES]);
    for (const event of events()) {
      expect(event).toMatchObject({
        schema_version: '1.3.0',
        identity: { user_id: 'usr_1', email: 'user@example.com' },
        agent: { agent_id: 'agt_1', session_id: 'ses_1' },
        source: { host: expect.any(String) },
      });
      expect(event.event_id).toMatch(/^evt_[0-9A-Z]{26}$/);
    }
  });

  it('takes raw parameters down to hash and field names', async () => {
    const { governance, dir } = start();
    const parameters = { sql: 'select 1 from nowhere_else', limits: [{ rows: 5 }] };
    const { event } = await governance.toolCallRequested({ tool_call: { tool_name: 'db.query' }, parameters });
    expect(event.tool_call).toEqual({
      tool_name: 'db.query',
      parameters_hash: digest(canonicalJson(parameters)),
      parameter_fields: ['sql', 'limits', 'limits[].rows'],
    });
    expect(allLines(dir).join()).not.toContain('nowhere_else');
    const keyed = start({ parameterKey: 'k' });
    const other = await keyed.governance.toolCallRequested({ tool_call: { tool_name: 'db.query' }, parameters });
    expect(other.event.tool_call?.parameters_hash).toBe(digest(canonicalJson(parameters), 'k'));
  });

  it('redacts secrets in parameters and event and raises secret.detected for each', async () => {
    const { governance, dir, events } = start({ fingerprintKey: 'k' });
    await governance.toolCallFailed({
      tool_call: { tool_name: 'http.get', call_id: 'c1', error: `denied for ${SECRET}` },
      parameters: { headers: { 'x-key': SECRET } },
    });
    expect(allLines(dir).join()).not.toContain(SECRET);
    const [main, ...detected] = events();
    expect(main.tool_call.error).toBe('denied for [REDACTED:aws_access_key_id]');
    expect(detected.map((event) => event.secret.location).sort()).toEqual([
      'parameters.headers.x-key',
      'tool_call.error',
    ]);
    for (const event of detected) {
      expect(event).toMatchObject({
        event_type: 'secret.detected',
        secret: { secret_type: 'aws_access_key_id', fingerprint: expect.stringMatching(/^hmac-sha256:/) },
        agent: { agent_id: 'agt_1' },
        identity: { user_id: 'usr_1' },
        tool_call: { tool_name: 'http.get', call_id: 'c1', parameters_hash: main.tool_call.parameters_hash },
      });
    }
  });

  it('refuses an invalid event, quarantines it redacted, and still raises its secret', async () => {
    const { governance, dir, events } = start();
    const draft = { event_type: 'tool_call.blocked', tool_call: { tool_name: 't', oops: SECRET } } as const;
    await expect(governance.emit(draft as never)).rejects.toMatchObject({
      code: 'event.invalid',
      field: 'tool_call.oops',
    });
    expect(events().map((event) => event.event_type)).toEqual(['secret.detected']);
    const file = join(dir, 'quarantine.ndjson');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = readFileSync(file, 'utf8');
    expect(JSON.parse(kept)).toMatchObject({
      code: 'event.invalid',
      field: 'tool_call.oops',
      event: { event_type: 'tool_call.blocked', tool_call: { oops: '[REDACTED:aws_access_key_id]' } },
    });
  });

  it('never quarantines raw content', async () => {
    const { governance, dir } = start();
    const draft = { event_type: 'tool_call.requested', tool_call: { tool_name: 't', arguments: 'rm -rf /home' } };
    await expect(governance.emit(draft as never)).rejects.toMatchObject({ code: 'event.raw-content' });
    expect(readFileSync(join(dir, 'quarantine.ndjson'), 'utf8')).not.toContain('rm -rf');
  });

  it('refuses parameters that have no canonical form, and an integrity that it did not write', async () => {
    const { governance, dir } = start();
    const tool_call = { tool_name: 't' };
    await expect(governance.toolCallRequested({ tool_call, parameters: { n: 1n } })).rejects.toMatchObject({
      code: 'canonical-json.unsupported',
    });
    await expect(
      governance.authSuccess({ integrity: { trail_id: 'x', sequence: 1, previous_hash: 'x' } }),
    ).rejects.toMatchObject({ field: 'integrity' });
    expect(existsSync(join(dir, 'quarantine.ndjson'))).toBe(true);
    expect(allLines(dir)).toEqual([]);
  });

  it.each([
    ['null', null],
    ['a text', 'x'],
    [
      'a getter that throws',
      {
        event_type: 'tool_call.requested',
        get agent() {
          throw new Error(SECRET);
        },
      },
    ],
  ])('answers %s with a typed error that tells nothing of it', async (_, draft) => {
    const { governance, dir } = start();
    const failure = await governance.emit(draft as never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'EventError', code: 'event.invalid' });
    expect(String(failure) + readFileSync(join(dir, 'quarantine.ndjson'), 'utf8')).not.toContain(SECRET);
  });

  it('an error about parameters names no secret', async () => {
    const { governance, dir } = start();
    const draft = { tool_call: { tool_name: 't' }, parameters: { [SECRET]: 1n } };
    const failure = await governance.toolCallRequested(draft).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'canonical-json.unsupported', field: '[REDACTED:aws_access_key_id]' });
    expect(readFileSync(join(dir, 'quarantine.ndjson'), 'utf8')).not.toContain(SECRET);
  });

  it('takes the event as it was at the call', async () => {
    const { governance, events } = start();
    const tool_call = { tool_name: 'before' };
    const promise = governance.toolCallRequested({ tool_call });
    tool_call.tool_name = 'after';
    await promise;
    expect(events()[0].tool_call.tool_name).toBe('before');
  });

  it('keeps the active trace context', async () => {
    const store = new AsyncLocalStorage<Context>();
    context.setGlobalContextManager({
      active: () => store.getStore() ?? ROOT_CONTEXT,
      with: (active, run, self, ...rest) => store.run(active, () => run.call(self as never, ...rest)),
      bind: (_, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
    });
    onTestFinished(() => context.disable());
    const { governance } = start();
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const entry = await context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), () => governance.authSuccess({}));
    expect(entry.event).toMatchObject({ trace_id: spanContext.traceId, span_id: spanContext.spanId });
    const own = { trace_id: 'c'.repeat(32), span_id: 'd'.repeat(16) };
    expect((await governance.authSuccess(own)).event).toMatchObject(own);
  });

  it('adds the defaults of a session', async () => {
    const { governance } = start();
    const session = governance.with({ agent: { session_id: 'ses_2', model: 'm' } });
    const { event } = await session.sessionStarted({ agent: { role: 'reviewer' } });
    expect(event.agent).toEqual({ agent_id: 'agt_1', role: 'reviewer', model: 'm', session_id: 'ses_2' });
  });

  it('closes its trail at shutdown, once, and then refuses', async () => {
    const { governance, dir } = start();
    await governance.authFailure({});
    await Promise.all([governance.shutdown(), governance.shutdown()]);
    await expect(governance.authFailure({})).rejects.toMatchObject({ code: 'trail.closed' });
    expect((await verifyTrail(dir)).ok).toBe(true);
  });

  it('reads the source from OTEL variables', async () => {
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'service.name=a,deployment.environment.name=prod%201,host.name=h,broken';
    process.env['OTEL_SERVICE_NAME'] = 'payments';
    const { governance } = start();
    const { event } = await governance.authSuccess({});
    expect(event.source).toEqual({ service: 'payments', environment: 'prod 1', host: 'h' });
  });
});
