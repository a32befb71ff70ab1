import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diffSchemas, EVENT_TYPES, sampleEvents, SCHEMA_VERSION, writeEvent } from '../../src/event/index.js';

type Node = { properties: Record<string, Node & Record<string, unknown>>; required?: string[]; [key: string]: unknown };
const schema = JSON.parse(
  readFileSync(new URL('../../src/event/governance-event.schema.json', import.meta.url), 'utf8'),
) as Node & { allOf: unknown[] };

const changed = (edit: (copy: typeof schema) => void) => {
  const copy = structuredClone(schema);
  edit(copy);
  return diffSchemas(schema, copy);
};
const group = (copy: Node, name: string) => copy.properties[name] as Node;

describe('diffSchemas', () => {
  it('finds nothing between a schema and itself, or one with better descriptions', () => {
    expect(diffSchemas(schema, schema)).toEqual([]);
    expect(
      changed((copy) => {
        group(copy, 'agent')['description'] = 'other words';
      }),
    ).toEqual([]);
  });

  it.each<[string, 'breaking' | 'minor', string, (copy: typeof schema) => void]>([
    ['field removed', 'breaking', 'tool_call.error', (copy) => delete group(copy, 'tool_call').properties['error']],
    [
      'optional field added',
      'minor',
      'agent.vendor',
      (copy) => {
        group(copy, 'agent').properties['vendor'] = { type: 'string', properties: {} };
      },
    ],
    [
      'type changed',
      'breaking',
      'cost.input_tokens',
      (copy) => {
        (group(copy, 'cost').properties['input_tokens'] as Record<string, unknown>)['type'] = 'number';
      },
    ],
    [
      'pattern changed',
      'breaking',
      'trace_id',
      (copy) => {
        group(copy, 'trace_id')['pattern'] = '^x$';
      },
    ],
    [
      'case rule changed',
      'breaking',
      'identity.email',
      (copy) => {
        delete (group(copy, 'identity').properties['email'] as Record<string, unknown>)['x-case'];
      },
    ],
    [
      'value removed',
      'breaking',
      'governance.result',
      (copy) => {
        (group(copy, 'governance').properties['result'] as Record<string, unknown>)['enum'] = ['allowed', 'denied'];
      },
    ],
    [
      'value added',
      'minor',
      'event_type',
      (copy) => {
        (group(copy, 'event_type')['enum'] as string[]).push('agent.retired');
      },
    ],
    [
      'cap lowered',
      'breaking',
      'purpose',
      (copy) => {
        group(copy, 'purpose')['maxLength'] = 100;
      },
    ],
    [
      'cap raised',
      'minor',
      'purpose',
      (copy) => {
        group(copy, 'purpose')['maxLength'] = 2000;
      },
    ],
    [
      'minimum raised',
      'breaking',
      'cost.input_tokens',
      (copy) => {
        (group(copy, 'cost').properties['input_tokens'] as Record<string, unknown>)['minimum'] = 1;
      },
    ],
    [
      'element cap lowered',
      'breaking',
      'identity.roles[]',
      (copy) => {
        ((group(copy, 'identity').properties['roles'] as Record<string, unknown>)['items'] as Record<string, unknown>)[
          'maxLength'
        ] = 5;
      },
    ],
    [
      'now required',
      'breaking',
      'identity',
      (copy) => {
        copy.required?.push('identity');
      },
    ],
    [
      'no longer required',
      'minor',
      'timestamp',
      (copy) => {
        copy.required = copy.required?.filter((name) => name !== 'timestamp') ?? [];
      },
    ],
    [
      'opened',
      'minor',
      'agent',
      (copy) => {
        delete group(copy, 'agent')['additionalProperties'];
      },
    ],
    [
      'condition dropped',
      'minor',
      '',
      (copy) => {
        copy.allOf.pop();
      },
    ],
    [
      'condition added',
      'breaking',
      '',
      (copy) => {
        copy.allOf.push({ if: {}, then: { required: ['cost'] } });
      },
    ],
    [
      'fields reordered',
      'breaking',
      'agent',
      (copy) => {
        const { properties } = group(copy, 'agent');
        const { agent_id, ...rest } = properties;
        group(copy, 'agent').properties = { ...rest, agent_id: agent_id as never };
      },
    ],
  ])('%s is %s', (_, level, path, edit) => {
    expect(changed(edit)).toMatchObject([{ level, path }]);
  });

  it('a field added in the middle does not count as a new order', () => {
    const changes = changed((copy) => {
      const { agent_id, ...rest } = group(copy, 'agent').properties;
      group(copy, 'agent').properties = {
        agent_id: agent_id as never,
        vendor: { type: 'string', properties: {} },
        ...rest,
      };
    });
    expect(changes).toMatchObject([{ level: 'minor', path: 'agent.vendor' }]);
  });
});

it('sampleEvents: one valid event of each type, the same every time', () => {
  const samples = sampleEvents();
  expect(samples.map(({ event }) => event.event_type)).toEqual(EVENT_TYPES);
  expect(new Set(samples.map(({ event }) => event.event_id)).size).toBe(EVENT_TYPES.length);
  for (const { event, line } of samples) {
    expect(event.schema_version).toBe(SCHEMA_VERSION);
    expect(event.truncated).toBeUndefined();
    expect(writeEvent(JSON.parse(line)).line).toBe(line);
  }
  expect(sampleEvents()).toEqual(samples);
});
