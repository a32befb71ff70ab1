/**
 * `type: lookup`.
 * @module
 */
import { booleanOf, childOf, entryOf, givenText, mapOf, refuseOtherKeys } from '../read-map.js';
import type { SourceFile } from '../source-file.js';
import type { YamlMap } from '../yaml-tree.js';
import { COMMON, conditionOf, required, type OwnReader } from './parts.js';

const MODES = ['outside', 'unregistered', 'empty'] as const;
type Mode = (typeof MODES)[number];

const refuse = (source: SourceFile, offset: number, message: string): void => {
  source.report(offset, {
    code: 'correlation.lookup',
    message,
    mend: 'Write `condition: {outside: {key: agent.agent_id, tool: tool_call.tool_name}}`.',
  });
  return undefined;
};

const modeOf = (source: SourceFile, condition: YamlMap): Mode | undefined => {
  const mode = MODES.find((name) => entryOf(condition, name) !== undefined);
  if (mode !== undefined && condition.entries.length === 1) return mode;
  const other = condition.entries.find(({ key }) => key !== mode);
  refuse(source, other?.offset ?? condition.offset, 'a lookup has exactly one of outside, unregistered, empty');
  return undefined;
};

interface Looked {
  readonly keyField: string;
  readonly kinds: Readonly<Record<string, string>>;
}

const lookedOf = (source: SourceFile, condition: YamlMap, mode: Mode): Looked | undefined => {
  if (mode === 'empty') {
    const empty = childOf(condition, mode);
    if (booleanOf(source, condition, mode) === true) return { keyField: '', kinds: {} };
    if (empty?.kind === 'scalar') refuse(source, empty.offset, 'empty takes nothing but true');
    return undefined;
  }
  const body = mapOf(source, condition, mode);
  if (body === undefined) return undefined;
  const keyField = required(source, body, 'key', givenText(source, body, 'key'));
  const kinds = body.entries.flatMap(({ key }) => {
    const field = key === 'key' ? undefined : givenText(source, body, key);
    return field === undefined ? [] : [[key, field] as const];
  });
  if ((kinds.length === 0) === (mode === 'outside')) {
    const message =
      mode === 'outside' ? 'outside names at least one kind and its field' : 'unregistered takes only key';
    refuse(source, body.offset, message);
    return undefined;
  }
  return keyField === undefined ? undefined : { keyField, kinds: Object.fromEntries(kinds) };
};

/** The one table whose kinds are known: a slip in a kind would never be checked. */
const SCOPE = { table: 'agent_scope', kinds: ['tool', 'server', 'department', 'data_class'] } as const;

const refuseOtherKinds = (source: SourceFile, table: string, condition: YamlMap): void => {
  const outside = table === SCOPE.table ? childOf(condition, 'outside') : undefined;
  if (outside?.kind === 'map') refuseOtherKeys(source, outside, ['key', ...SCOPE.kinds], `outside of ${table}`);
};

/** Events against a table. */
export const lookup: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'lookup', 'condition'], 'a lookup');
  const table = required(source, map, 'lookup', givenText(source, map, 'lookup'));
  const condition = conditionOf(source, map, 'lookup');
  const mode = condition && modeOf(source, condition);
  if (table !== undefined && condition !== undefined) refuseOtherKinds(source, table, condition);
  const looked = condition && mode && lookedOf(source, condition, mode);
  if (table === undefined || mode === undefined || looked === undefined) return undefined;
  return { type: 'lookup', ...head, lookup: table, mode, ...looked };
};
