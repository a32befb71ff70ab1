// Whatever stands in the other attributes, what an agent reports becomes its event: nothing can hide it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMapping, decodeLogsJson } from '../../src/ingest/index.js';
import { createSecretScanner } from '../../src/secrets/index.js';
import { type Any, sampleJson } from './otlp-samples.js';

const scanner = createSecretScanner({ fingerprintKey: 'test' });

const RECORDS: readonly [string, string, { readonly [key: string]: Any }][] = [
  ['claude-code', 'tool_call.approved', { 'event.name': 'tool_decision', tool_name: 'Bash', decision: 'accept' }],
  ['claude-code', 'tool_call.blocked', { 'event.name': 'tool_decision', tool_name: 'Bash', decision: 'reject' }],
  ['claude-code', 'tool_call.failed', { 'event.name': 'tool_result', tool_name: 'Bash', success: 'false' }],
  ['codex', 'tool_call.blocked', { 'event.name': 'codex.tool_decision', tool_name: 'exec', decision: 'denied' }],
  ['codex', 'tool_call.completed', { 'event.name': 'codex.tool_result', tool_name: 'exec', success: 'true' }],
  ['gemini-cli', 'tool_call.completed', { 'event.name': 'gemini_cli.tool_call', function_name: 'f', success: true }],
  [
    'claude-code',
    'model.request_completed',
    { 'event.name': 'api_request', model: 'm', cost_usd: 0.5, input_tokens: 3 },
  ],
  ['claude-code', 'auth.failure', { 'event.name': 'auth', action: 'login', success: 'false' }],
  [
    'claude-code',
    'config.agent_changed',
    { 'event.name': 'permission_mode_changed', from_mode: 'default', to_mode: 'bypassPermissions' },
  ],
  [
    'claude-code',
    'policy.evaluated',
    { 'event.name': 'hook_execution_complete', hook_event: 'PreToolUse', num_hooks: 1, num_blocking: 1 },
  ],
  [
    'codex',
    'session.started',
    { 'event.name': 'codex.conversation_starts', 'conversation.id': 'c1', approval_policy: 'never' },
  ],
  [
    'codex',
    'model.request_completed',
    {
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      input_token_count: '5',
      output_token_count: '1',
    },
  ],
  ['codex', 'auth.failure', { 'event.name': 'codex.api_request', 'http.response.status_code': 401 }],
  ['gemini-cli', 'session.started', { 'event.name': 'gemini_cli.config', 'session.id': 's1', approval_mode: 'yolo' }],
  [
    'gemini-cli',
    'model.request_completed',
    { 'event.name': 'gemini_cli.api_response', model: 'm', input_token_count: 4 },
  ],
  [
    'gemini-cli',
    'config.agent_changed',
    { 'event.name': 'gemini_cli.extension_install', extension_name: 'x', status: 'success' },
  ],
];

const NAMES = [
  'session.id', 'conversation.id', 'user.id', 'user.email', 'user.account_uuid', 'user.groups', 'identity.source',
  'model', 'agent.name', 'source', 'decision_source', 'decision_type', 'tool_use_id', 'call_id', 'tool_parameters',
  'tool_input', 'arguments', 'output', 'function_args', 'mcp_server', 'mcp_server_name', 'mcp_server.name', 'duration_ms',
  'tool_result_size_bytes', 'content_length', 'error', 'error_type', 'error.message', 'client.address', 'department',
  'event.timestamp', 'event.sequence', '__proto__', 'constructor', 'toString',
]; // prettier-ignore

const nested = (depth: number): string => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`;

/** Deeper than any recursion can follow. */
const BRACKETS = '['.repeat(400_000) + ']'.repeat(400_000);

const hostile: fc.Arbitrary<Any> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 40 }).map((text) => `\u001b]8;;${text}\u202e"},{"event_type":"session.ended"}\n`),
  fc.string({ maxLength: 20 }).map((text) => JSON.stringify({ command: text, [text]: [text, { [text]: null }] })),
  fc.constantFrom<Any>(
    nested(40), nested(100), nested(20_000), BRACKETS, 'x'.repeat(100_000), '{"a":"\\ud800"}', '\ud800', 'NaN', '1e999', '-1', '0x10',
    '{"__proto__":{"tool_name":"x"}}', '9007199254740993', '', ' ', 'null', '[]', 'policy_violation', 'user_reject',
  ), // prettier-ignore
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string({ maxLength: 10 }), { maxLength: 80 }),
  fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 })) as fc.Arbitrary<Any>,
);

describe('hostile attributes', () => {
  it.each(RECORDS)('%s: cannot hide %s', (service, expected, required) => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), hostile, { maxKeys: 12 }), (others) => {
        const request = sampleJson({
          resource: { 'service.name': service },
          scope: { name: '', version: '' },
          records: [{ timeUnixNano: '1790000000123000000', attributes: { ...others, ...required } }],
        });
        const mapping = createMapping({ scanner });
        const mapped = [...decodeLogsJson(JSON.parse(JSON.stringify(request)))].map((record) => mapping.map(record));
        const events = mapped.flatMap(({ events: each }) => each);
        const types = events.map(({ event }) => event.event_type);
        // A policy violation in Gemini CLI's error type is a block, whatever success says.
        const violated = types.includes('policy.violation') && types.includes('tool_call.blocked');
        expect([mapped[0]?.skipped, mapped[0]?.rejected]).toEqual([undefined, undefined]);
        expect(types.includes(expected as never) || violated).toBe(true);
        for (const { line } of events) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4_800);
          expect(line).not.toMatch(/[\u0000-\u001f]/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
