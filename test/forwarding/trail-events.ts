// Trails to carry away: events of every type, among them texts that break careless forwarders.
import fc from 'fast-check';
import { newEventId, sampleEvents, writeEvent, type CanonicalEvent } from '../../src/event/index.js';
import { openTrail, type Trail } from '../../src/trail/index.js';
import { anyEvent } from '../event/arbitrary-event.js';

const HOSTILE = [
  'quote " backslash \\ slash / percent % dollar $ brace {} ${env:HOME} `id` <b>&amp;',
  'line\nbreak\r\ntab\tbell\u0007nul\u0000escape\u001b[31m',
  'zażółć 日本語 😀 \u2028 \u2029 \u202e',
  '{"event_type":"auth.failure","nested":"{\\"json\\":1}"}',
  '%msg% %$!all-json% ${MESSAGE} #{ENV["HOME"]}',
  '01234',
  '1e400',
  'NaN',
  'null',
  '-0',
  '9007199254740993',
];

const hostileEvent = (text: string): CanonicalEvent =>
  writeEvent({
    event_id: newEventId(),
    event_type: 'tool_call.blocked',
    timestamp: '2026-04-07T14:32:18.007Z',
    schema_version: '1.3.0',
    identity: { user_id: text },
    agent: { agent_id: 'agt_review', agent_name: text, session_id: text },
    tool_call: { tool_name: text, duration_ms: 9_007_199_254_740_991, error: text },
    governance: { result: 'blocked', reason: text, policies_failed: [text, ''] },
    cost: { estimated_cost_usd: 0.1, input_tokens: 0 },
  } as Parameters<typeof writeEvent>[0]);

/** Events that differ from each other; `count` of them drawn at random. */
export const mixedEvents = (count: number): CanonicalEvent[] => [
  ...sampleEvents().map(({ event }) => writeEvent({ ...event, event_id: newEventId() })),
  ...HOSTILE.map(hostileEvent),
  ...fc.sample(anyEvent, count).map((event) => writeEvent({ ...event, event_id: newEventId() })),
];

/** Opens a trail of many short segments. */
export const openShortTrail = (dir: string): Trail => openTrail({ dir, durability: 'os', maxSegmentBytes: 64 * 1024 });

/** Appends and waits until all are in the segments. */
export const appendAll = async (trail: Trail, events: readonly CanonicalEvent[]): Promise<void> => {
  await Promise.all(events.map((event) => trail.append(event)));
};
