/**
 * Copies of a rule that hold for single agents.
 * @module
 */
import { createHash } from 'node:crypto';
import { childOf } from '../parse/read-map.js';
import type { YamlMap } from '../parse/yaml-tree.js';
import { list, map, replaceNode, scalar, withEntry } from './tree-edit.js';

/** Name of the copy of a rule that holds for one agent; letters, digits and underscores only. */
export const variantName = (rule: string, agent: string): string => {
  const plain = agent.replace(/[^A-Za-z0-9_]/g, '_');
  const suffix = plain === agent ? plain : `${plain}_${createHash('sha256').update(agent).digest('hex').slice(0, 8)}`;
  return `${rule}__${suffix}`;
};

/** A random-looking id that is the same in every run. */
export const variantId = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** A filter on agents: `keep` lets only them pass, else they are left out. */
export const agentFilter = (rule: YamlMap, name: string, agents: readonly string[], keep: boolean): YamlMap => {
  const { offset } = rule;
  const title = `${keep ? 'Only' : 'All but'} ${agents.join(', ')}`;
  const filter = map(offset, {
    title: scalar(title, offset),
    id: scalar(variantId(`${name} ${title}`), offset),
    logsource: childOf(rule, 'logsource') ?? map(offset, { product: scalar('ai_agent', offset) }),
    filter: map(offset, {
      rules: list(offset, [name]),
      agents: map(offset, {
        'agent.agent_id|cased': list(
          offset,
          agents.map((agent) => agent.replace(/[\\*?]/g, '\\$&')),
        ),
      }),
      condition: scalar(keep ? 'agents' : 'not agents', offset),
    }),
  });
  return { ...filter, made: true };
};

/** Whether counts of one agent are its own, so that a copy of the rule for it counts the same. */
export const standsAlone = (tree: YamlMap): boolean => {
  const correlation = childOf(tree, 'correlation');
  if (correlation === undefined) return true;
  const groups = correlation.kind === 'map' ? childOf(correlation, 'group-by') : undefined;
  return (
    groups?.kind === 'list' && groups.items.some((item) => item.kind === 'scalar' && item.text === 'agent.agent_id')
  );
};

/** A copy that no person has written: it is not tested, since tests stand for the values in the rule's own file. */
export const madeCopy = (tree: YamlMap): YamlMap => {
  const block = childOf(tree, 'agent_siem');
  const copy: YamlMap = { ...tree, made: true };
  if (block?.kind !== 'map') return copy;
  return withEntry(copy, 'agent_siem', { ...block, entries: block.entries.filter(({ key }) => key !== 'tests') });
};

/** Lets the filters of a rule apply to its copies too. */
export const extendFilter = (tree: YamlMap, copies: ReadonlyMap<string, readonly string[]>): YamlMap => {
  const filter = childOf(tree, 'filter');
  const rules = filter?.kind === 'map' ? childOf(filter, 'rules') : undefined;
  if (rules === undefined || rules.kind === 'map') return tree;
  const named = rules.kind === 'list' ? rules.items : [rules];
  const added = named.flatMap((item) => (item.kind === 'scalar' ? (copies.get(item.text) ?? []) : []));
  if (added.length === 0) return tree;
  const items = [...named, ...added.map((name) => scalar(name, rules.offset))];
  const extended = replaceNode(tree, rules, { kind: 'list', offset: rules.offset, items });
  return extended.kind === 'map' ? extended : tree;
};
