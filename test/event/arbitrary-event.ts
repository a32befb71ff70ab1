import fc from 'fast-check';
import { EVENT_TYPES, FIELDS, SCHEMA_VERSION, type FieldFacts } from '../../src/event/index.js';

const hash = fc
  .tuple(
    fc.constantFrom('sha256', 'hmac-sha256'),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
  )
  .map(([name, digits]) => `${name}:${digits}`);
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('\u0000', '"', '\\', '😀', '\ud800', 'é', '\u2028'),
    minLength: 1,
    maxLength: 300,
  }),
  fc.string({ minLength: 1, maxLength: 3000 }),
);

const leaf = (facts: FieldFacts): fc.Arbitrary<unknown> => {
  if (facts.hash === true) return hash;
  if (facts.values !== undefined)
    return fc.constantFrom(...facts.values, ...facts.values.map((value) => value.toUpperCase()));
  switch (facts.type) {
    case 'integer':
      return fc.nat();
    case 'number':
      return fc.double({ min: 0, max: 1e9, noNaN: true });
    case 'strings':
      return fc.array(fc.oneof(text, fc.constant(''), fc.constant(null)), { maxLength: 90 });
    case 'string':
      return fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: fc.constant('') });
  }
};

const HEX = fc.constantFrom(...'0123456789abcdefABCDEF');
const special: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  trace_id: fc.string({ unit: HEX, minLength: 32, maxLength: 32 }),
  span_id: fc.string({ unit: HEX, minLength: 16, maxLength: 16 }),
};

/** Events that the writer accepts: any subset of fields with any values, what the type needs included. */
export const anyEvent = fc
  .tuple(
    fc.constantFrom(...EVENT_TYPES),
    fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 26, maxLength: 26 }),
    fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    fc.tuple(
      ...FIELDS.filter(
        ({ path, group }) => group !== 'integrity' && !/^(?:event_|timestamp|schema_version)/.test(path),
      ).map((facts) =>
        fc
          .option(leaf(facts), { nil: undefined, freq: 2 })
          .chain((value) =>
            value === undefined || special[facts.path] === undefined
              ? fc.constant([facts, value] as const)
              : (special[facts.path] as fc.Arbitrary<unknown>).map((exact) => [facts, exact] as const),
          ),
      ),
    ),
  )
  .map(([event_type, id, time, leaves]) => {
    const event: Record<string, unknown> = {
      event_type,
      event_id: `evt_${id}`,
      timestamp: time.toISOString(),
      schema_version: SCHEMA_VERSION,
    };
    for (const [facts, value] of leaves) {
      if (value === undefined) continue;
      if (facts.group === '') event[facts.name] = value;
      else event[facts.group] = { ...(event[facts.group] as object | undefined), [facts.name]: value };
    }
    const need = (group: string, name: string): void => {
      const holder = (event[group] ?? {}) as Record<string, unknown>;
      event[group] = {
        ...holder,
        [name]: typeof holder[name] === 'string' && holder[name] !== '' ? holder[name] : `${name}_1`,
      };
    };
    if (event_type.startsWith('tool_call.')) {
      need('tool_call', 'tool_name');
      need('agent', 'agent_id');
    }
    if (event_type.startsWith('session.')) need('agent', 'session_id');
    if (event_type.startsWith('secret.')) need('secret', 'secret_type');
    return event;
  });
