import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineWriter, type LineWriter } from '../../src/event/index.js';
import type { RawDraft } from '../../src/otel/draft-envelope.js';
import { prepareEvent, type Prepared } from '../../src/otel/prepare-event.js';
import { createCleanValue, createEventScan, createSecretScanner } from '../../src/secrets/index.js';
import { anyEvent } from '../event/arbitrary-event.js';

const scanner = createSecretScanner({ fingerprintKey: 'k' });
const options = (writeLine: LineWriter) => ({
  scanner,
  scanEvent: createEventScan(scanner),
  writeLine,
  parameterKey: undefined,
});
const quick = options(createLineWriter(createCleanValue(scanner)));
const long = options(() => undefined);

/** Ids and times of alarms are new each time. */
const outcome = ({ outcome: result, detected }: Prepared): unknown => [
  result.ok ? [result.event.line, result.event.event] : String(result.error),
  detected.map(({ event: { event_id: _, timestamp: __, ...rest } }) => rest),
];

// In two parts, so that no scanner takes this file for a leak.
const SECRET = ['ghp_', 'x7Kq2LmV9tRbN4wYcZ0PfHs8JdGuE3aTiXo5'].join('');
const AWS = ['AKIA', 'QW7X2ELRT6YN4HUK'].join('');
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(SECRET, AWS, `--token ${SECRET}`, `{"password":"hunter2-Zq9!xx"}`, 'https://u:p4ssW0rdQ@h.example/x'),
);
const parameters = fc.oneof(
  fc.constant(undefined),
  fc.dictionary(fc.oneof(fc.constantFrom('query', 'api_key', 'password', SECRET), fc.string({ maxLength: 6 })), text, {
    maxKeys: 3,
  }),
  fc.array(text, { maxLength: 3 }),
  fc.constantFrom(1, null, 1n, Symbol.iterator, '\ud800'),
);

describe('preparing an event the quick way', () => {
  it('comes to what the long way comes to', () => {
    fc.assert(
      fc.property(
        anyEvent,
        parameters,
        fc.record({ reason: text, call_id: text, role: text, roles: fc.array(text, { maxLength: 3 }) }),
        fc.constantFrom({}, { source: { service: 's' }, agent: { agent_id: 'agt_d', role: 'coding' } }),
        (event, given, over, defaults) => {
          const draft = {
            ...event,
            governance: { ...(event['governance'] as object | undefined), reason: over.reason },
            identity: { ...(event['identity'] as object | undefined), roles: over.roles },
            ...(given === undefined ? {} : { parameters: given }),
          } as unknown as RawDraft;
          const expected = outcome(prepareEvent({ ...draft }, defaults, long));
          expect(outcome(prepareEvent(draft, defaults, quick))).toEqual(expected);
          expect(outcome(prepareEvent(draft, defaults, quick))).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('finds a secret in every string field', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('agent.role', 'identity.department', 'tool_call.call_id', 'governance.reason', 'config.name'),
        fc.constantFrom(SECRET, AWS),
        (path, secret) => {
          const [group = '', name = ''] = path.split('.');
          const draft = { event_type: 'auth.success', [group]: { [name]: `see ${secret}` } } as unknown as RawDraft;
          for (let again = 0; again < 2; again += 1) {
            const prepared = prepareEvent(draft, {}, quick);
            expect(prepared.detected).toHaveLength(1);
            expect(JSON.stringify(prepared)).not.toContain(secret);
          }
        },
      ),
    );
  });
});
