/**
 * Overrides rewrite the YAML values of rules before they are parsed, so that whatever reads a rule reads the tuned one.
 * @module
 */
import type { YamlNode } from '../parse/yaml-tree.js';
import { agentFilter, extendFilter, standsAlone, variantId, variantName, madeCopy } from './agent-variants.js';
import { applyParameters } from './apply-parameters.js';
import type { RuleConfig } from './config.js';
import { scalar, textAt, withEntry } from './tree-edit.js';

/** Trees of one file. */
export type FileTrees = readonly YamlNode[];

/** Rewrites the trees of all files. Issues stand in the configuration's own source. */
export const applyConfig = (config: RuleConfig, files: readonly FileTrees[]): readonly FileTrees[] => {
  const seen = new Set<string>();
  const copies = new Map<string, string[]>();
  const rewritten = files.map((trees) =>
    trees.flatMap((tree): readonly YamlNode[] => {
      const name = tree.kind === 'map' ? textAt(tree, 'name') : undefined;
      const override = name === undefined ? undefined : config.rules.get(name);
      if (tree.kind !== 'map' || name === undefined || override === undefined) return [tree];
      seen.add(name);
      // Its values may stand anywhere but where they belong.
      if (tree.unreadable === true) return [tree];
      const tuned = applyParameters(config, name, tree, override.parameters);
      if (override.agents.size === 0) return [tuned];
      if (!standsAlone(tree)) {
        config.source.report(override.agentsOffset, {
          code: 'config.agents',
          message: `${name} does not count by agent.agent_id: it has no values for single agents`,
          mend: 'Tune the rule as a whole, under parameters.',
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
        return [madeCopy(applyParameters(config, name, named, parameters)), agentFilter(tree, copy, [agent], true)];
      });
      return [tuned, agentFilter(tree, name, [...override.agents.keys()], false), ...variants];
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
    // The filters made here name exactly what they are for.
    trees.map((tree) => (tree.kind === 'map' && tree.made !== true ? extendFilter(tree, copies) : tree)),
  );
};
