/**
 * What changed between two schemas of the governance event, and what version that needs.
 * @module
 */

type Node = Readonly<Record<string, unknown>>;

/** One difference. Breaking: an event or a reader that was right before is wrong after. */
export interface SchemaChange {
  readonly level: 'breaking' | 'minor';
  /** Field path; empty for the event as a whole. */
  readonly path: string;
  readonly change: string;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const nodeAt = (node: Node, key: string): Node => (isNode(node[key]) ? node[key] : {});

const stringsAt = (node: Node, key: string): readonly string[] =>
  Array.isArray(node[key]) ? (node[key] as unknown[]).map((item) => JSON.stringify(item)) : [];

const minus = (left: readonly string[], right: readonly string[]): readonly string[] =>
  left.filter((item) => !right.includes(item));

const unquote = (text: string): string => text.replace(/^"|"$/g, '');

/** A limit that became tighter breaks, one that became wider does not. */
const limits = (from: Node, to: Node, path: string): readonly SchemaChange[] =>
  (['maxLength', 'maxItems', 'maximum', 'minLength', 'minItems', 'minimum'] as const).flatMap((name) => {
    const before = from[name];
    const after = to[name];
    if (before === after) return [];
    const upper = name.startsWith('max');
    const asNumber = (value: unknown): number => (typeof value === 'number' ? value : upper ? Infinity : -Infinity);
    const tighter = upper ? asNumber(after) < asNumber(before) : asNumber(after) > asNumber(before);
    const change = `${name} ${JSON.stringify(before ?? null)} became ${JSON.stringify(after ?? null)}`;
    return [{ level: tighter ? ('breaking' as const) : ('minor' as const), path, change }];
  });

const words = (from: Node, to: Node, path: string): readonly SchemaChange[] => {
  if (from['enum'] === undefined && to['enum'] === undefined) return [];
  if (from['enum'] === undefined) return [{ level: 'breaking', path, change: 'now has a closed vocabulary' }];
  if (to['enum'] === undefined) return [{ level: 'minor', path, change: 'vocabulary opened' }];
  const before = stringsAt(from, 'enum');
  const after = stringsAt(to, 'enum');
  return [
    ...minus(before, after).map((word) => ({
      level: 'breaking' as const,
      path,
      change: `value ${unquote(word)} removed`,
    })),
    ...minus(after, before).map((word) => ({ level: 'minor' as const, path, change: `value ${unquote(word)} added` })),
  ];
};

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const required = (from: Node, to: Node, path: string): readonly SchemaChange[] => {
  const before = stringsAt(from, 'required');
  const after = stringsAt(to, 'required');
  return [
    ...minus(after, before).map((name) => ({
      level: 'breaking' as const,
      path: join(path, unquote(name)),
      change: 'now required',
    })),
    ...minus(before, after).map((name) => ({
      level: 'minor' as const,
      path: join(path, unquote(name)),
      change: 'no longer required',
    })),
  ];
};

const members = (from: Node, to: Node, path: string): readonly SchemaChange[] => {
  const before = nodeAt(from, 'properties');
  const after = nodeAt(to, 'properties');
  const kept = Object.keys(before).filter((name) => name in after);
  const order = Object.keys(after).filter((name) => name in before);
  return [
    ...minus(Object.keys(before), kept).map((name) => ({
      level: 'breaking' as const,
      path: join(path, name),
      change: 'removed',
    })),
    ...minus(Object.keys(after), order).map((name) => ({
      level: 'minor' as const,
      path: join(path, name),
      change: 'added',
    })),
    ...(kept.join() === order.join()
      ? []
      : [{ level: 'breaking' as const, path, change: 'order of fields changed: the same event gets another line' }]),
    ...kept.flatMap((name) => compare(nodeAt(before, name), nodeAt(after, name), join(path, name))),
  ];
};

/** Keywords whose every change breaks: they say what a value is or how it is written. */
const EXACT = ['type', 'pattern', 'x-case', 'x-time', 'x-hash', 'x-free-text'] as const;

const compare = (from: Node, to: Node, path: string): readonly SchemaChange[] => [
  ...EXACT.filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name])).map((name) => ({
    level: 'breaking' as const,
    path,
    change: `${name} changed`,
  })),
  ...(from['additionalProperties'] === to['additionalProperties']
    ? []
    : [
        {
          level: to['additionalProperties'] === false ? ('breaking' as const) : ('minor' as const),
          path,
          change: to['additionalProperties'] === false ? 'closed' : 'opened',
        },
      ]),
  ...limits(from, to, path),
  ...words(from, to, path),
  ...required(from, to, path),
  ...(isNode(from['items']) || isNode(to['items'])
    ? compare(nodeAt(from, 'items'), nodeAt(to, 'items'), `${path}[]`)
    : []),
  ...members(from, to, path),
];

const conditions = (from: Node, to: Node): readonly SchemaChange[] => {
  const before = stringsAt(from, 'allOf');
  const after = stringsAt(to, 'allOf');
  const sign = (text: string): string => (/"\^([a-z_]+)/.exec(text)?.[1] ?? 'some') + ' events';
  return [
    ...minus(after, before).map((text) => ({
      level: 'breaking' as const,
      path: '',
      change: `new condition on ${sign(text)}`,
    })),
    ...minus(before, after).map((text) => ({
      level: 'minor' as const,
      path: '',
      change: `condition on ${sign(text)} dropped`,
    })),
  ];
};

/** Every difference that an event or a reader could notice; descriptions are none. Breaking ones first. */
export const diffSchemas = (from: Node, to: Node): readonly SchemaChange[] => {
  const changes = [...compare(from, to, ''), ...conditions(from, to)];
  return [...changes.filter(({ level }) => level === 'breaking'), ...changes.filter(({ level }) => level === 'minor')];
};
