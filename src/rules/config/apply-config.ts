/**
 * Overrides rewrite the YAML values of rules before they are parsed, so that whatever reads a rule reads the tuned one.
 * @module
 */
import { createHash } from 'node:crypto';
import { parseDuration } from '../duration.js';
import { nodeAtPath } from '../parse/metadata.js';
import { childOf } from '../parse/read-map.js';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../parse/yaml-tree.js';
import type { ParameterOverride, RuleConfig } from './config.js';

const scalar = (value: string | number, offset: number): YamlScalar => ({
  kind: 'scalar',
  value,
  text: String(value),
  offset,
});

const textAt = (map: YamlMap, key: string): string | undefined => {
  const node = childOf(map, key);
  return node?.kind === 'scalar' ? node.text : undefined;
};

/** A tree with one scalar, found by identity, replaced. */
const replaceNode = (root: YamlNode, target: YamlNode, replacement: YamlNode): YamlNode => {
  if (root === target) return replacement;
  if (root.kind === 'list') return { ...root, items: root.items.map((item) => replaceNode(item, target, replacement)) };
  if (root.kind === 'map') {
    return {
      ...root,
      entries: root.entries.map((entry) => ({ ...entry, value: replaceNode(entry.value, target, replacement) })),
    };
  }
  return root;
};

const withEntry = (map: YamlMap, key: string, value: YamlNode): YamlMap => {
  const entry: YamlEntry = { key, offset: value.offset, value };
  const others = map.entries.filter((each) => each.key !== key);
  return { ...map, entries: [...others, entry] };
};

const parameterNode = (tree: YamlMap, name: string): YamlMap | undefined => {
  const block = childOf(tree, 'agent_siem');
  const parameters = block?.kind === 'map' ? childOf(block, 'parameters') : undefined;
  const parameter = parameters?.kind === 'map' ? childOf(parameters, name) : undefined;
  return parameter?.kind === 'map' ? parameter : undefined;
};

/** A number as it is, a length of time as milliseconds. */
const numeric = (node: YamlNode | ParameterOverride | undefined): number | undefined => {
  if (node === undefined || !('value' in node)) return undefined;
  return typeof node.value === 'number'
    ? node.value
    : typeof node.value === 'string'
      ? parseDuration(node.value)
      : undefined;
};

/** Why a value cannot be taken; undefined when it can. */
const valueProblem = (parameter: YamlMap, before: YamlScalar, override: ParameterOverride): string | undefined => {
  if (typeof before.value !== typeof override.value)
    return `takes a ${typeof before.value === 'number' ? 'number' : 'text'}`;
  if (parseDuration(before.text) !== undefined && parseDuration(override.text) === undefined) {
    return 'takes a length of time, such as 90m';
  }
  const bound = (key: string): number | undefined => {
    return numeric(childOf(parameter, key));
  };
  const value = numeric(override);
  const [min, max] = [bound('min'), bound('max')];
  if (value === undefined) return undefined;
  if (min !== undefined && value < min) return `is at least ${textAt(parameter, 'min') ?? ''}`;
  if (max !== undefined && value > max) return `is at most ${textAt(parameter, 'max') ?? ''}`;
  return undefined;
};

const applyParameters = (
  config: RuleConfig,
  rule: string,
  tree: YamlMap,
  overrides: ReadonlyMap<string, ParameterOverride>,
): YamlMap =>
  [...overrides].reduce<YamlMap>((current, [name, override]) => {
    const refuse = (message: string, mend?: string): YamlMap => {
      config.source.report(override.offset, { code: 'config.parameter', message, mend });
      return current;
    };
    const parameter = parameterNode(current, name);
    const path = parameter === undefined ? undefined : textAt(parameter, 'path');
    const before = path === undefined ? undefined : nodeAtPath(current, path);
    if (parameter === undefined || before?.kind !== 'scalar') return refuse(`${rule} has no parameter ${name}`);
    const problem = valueProblem(parameter, before, override);
    if (problem !== undefined) return refuse(`${name} of ${rule} ${problem}`);
    const replaced = replaceNode(current, before, scalar(override.value, before.offset));
    return replaced.kind === 'map' ? replaced : current;
  }, tree);

/** Name of the copy of a rule that holds for one agent; letters, digits and underscores only. */
const variantName = (rule: string, agent: string): string => {
  const plain = agent.replace(/[^A-Za-z0-9_]/g, '_');
  const suffix = plain === agent ? plain : `${plain}_${createHash('sha256').update(agent).digest('hex').slice(0, 8)}`;
  return `${rule}__${suffix}`;
};

/** A random-looking id that is the same in every run. */
const variantId = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const map = (offset: number, entries: Readonly<Record<string, YamlNode>>): YamlMap => ({
  kind: 'map',
  offset,
  entries: Object.entries(entries).map(([key, value]) => ({ key, offset, value })),
});

const list = (offset: number, values: readonly string[]): YamlNode => ({
  kind: 'list',
  offset,
  items: values.map((value) => scalar(value, offset)),
});

/** A filter on agents: `keep` lets only them pass, else they are left out. */
const agentFilter = (rule: YamlMap, name: string, agents: readonly string[], keep: boolean): YamlMap => {
  const { offset } = rule;
  const title = `${keep ? 'Only' : 'All but'} ${agents.join(', ')}`;
  return map(offset, {
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
};

/** Whether counts of one agent are its own, so that a copy of the rule for it counts the same. */
const standsAlone = (tree: YamlMap): boolean => {
  const correlation = childOf(tree, 'correlation');
  if (correlation === undefined) return true;
  const groups = correlation.kind === 'map' ? childOf(correlation, 'group-by') : undefined;
  return (
    groups?.kind === 'list' && groups.items.some((item) => item.kind === 'scalar' && item.text === 'agent.agent_id')
  );
};

const withoutTests = (tree: YamlMap): YamlMap => {
  const block = childOf(tree, 'agent_siem');
  if (block?.kind !== 'map') return tree;
  return withEntry(tree, 'agent_siem', { ...block, entries: block.entries.filter(({ key }) => key !== 'tests') });
};

/** Lets the filters of a rule apply to its copies too. */
const extendFilter = (tree: YamlMap, copies: ReadonlyMap<string, readonly string[]>): YamlMap => {
  const filter = childOf(tree, 'filter');
  const rules = filter?.kind === 'map' ? childOf(filter, 'rules') : undefined;
  if (rules?.kind !== 'list') return tree;
  const added = rules.items.flatMap((item) => (item.kind === 'scalar' ? (copies.get(item.text) ?? []) : []));
  if (added.length === 0) return tree;
  const items = [...rules.items, ...added.map((name) => scalar(name, rules.offset))];
  const extended = replaceNode(tree, rules, { ...rules, items });
  return extended.kind === 'map' ? extended : tree;
};

/** Trees of one file. */
export type FileTrees = readonly YamlNode[];

/** Rewrites the trees of all files. Issues stand in the configuration's own source. */
export const applyConfig = (config: RuleConfig, files: readonly FileTrees[]): readonly FileTrees[] => {
  const seen = new Set<string>();
  const copies = new Map<string, string[]>();
  /** The filters made here name exactly what they are for. */
  const made = new Set<YamlNode>();
  const make = (...given: Parameters<typeof agentFilter>): YamlMap => {
    const filter = agentFilter(...given);
    made.add(filter);
    return filter;
  };
  const rewritten = files.map((trees) =>
    trees.flatMap((tree): readonly YamlNode[] => {
      const name = tree.kind === 'map' ? textAt(tree, 'name') : undefined;
      const override = name === undefined ? undefined : config.rules.get(name);
      if (tree.kind !== 'map' || name === undefined || override === undefined) return [tree];
      seen.add(name);
      const tuned = applyParameters(config, name, tree, override.parameters);
      if (override.agents.size === 0) return [tuned];
      if (!standsAlone(tree)) {
        config.source.report(override.offset, {
          code: 'config.agents',
          message: `${name} does not count by agent.agent_id: it has no values for single agents`,
        });
        return [tuned];
      }
      const variants = [...override.agents].flatMap(([agent, parameters]) => {
        const copy = variantName(name, agent);
        for (const ref of [name, textAt(tree, 'id')]) {
          if (ref !== undefined) copies.set(ref, [...(copies.get(ref) ?? []), copy]);
        }
        const named = withEntry(
          withEntry(tuned, 'name', scalar(copy, tree.offset)),
          'id',
          scalar(variantId(copy), tree.offset),
        );
        return [withoutTests(applyParameters(config, name, named, parameters)), make(tree, copy, [agent], true)];
      });
      return [tuned, make(tree, name, [...override.agents.keys()], false), ...variants];
    }),
  );
  for (const [name, { offset }] of config.rules) {
    if (!seen.has(name)) {
      config.source.report(offset, {
        code: 'config.unknown-rule',
        severity: 'warning',
        message: `no rule is named ${name}: its values are used nowhere`,
        mend: 'Look for a slip in the name, or name the folder that holds the rule.',
      });
    }
  }
  return rewritten.map((trees) =>
    trees.map((tree) => (tree.kind === 'map' && !made.has(tree) ? extendFilter(tree, copies) : tree)),
  );
};
