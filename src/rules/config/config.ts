/**
 * agent-siem.config.yml: what a user changes about rules without touching their files.
 * @module
 */
import type { Issue } from '../issue.js';
import { childOf, entryOf, mapOf, refuseOtherKeys, textItems, textsOf } from '../parse/read-map.js';
import type { Placeholders } from '../parse/placeholders.js';
import { sourceFile, type SourceFile } from '../parse/source-file.js';
import { parseYaml, type YamlMap } from '../parse/yaml-tree.js';

/** A new value of a parameter, and where it stands in the configuration. */
export interface ParameterOverride {
  readonly value: string | number;
  readonly text: string;
  readonly offset: number;
}

/** What changes about one rule. */
export interface RuleOverride {
  readonly offset: number;
  /** Where `agents` stands. */
  readonly agentsOffset: number;
  readonly parameters: ReadonlyMap<string, ParameterOverride>;
  /** Agent id to parameters that hold for it alone. */
  readonly agents: ReadonlyMap<string, ReadonlyMap<string, ParameterOverride>>;
}

/** A read configuration. */
export interface RuleConfig {
  readonly source: SourceFile;
  /** Rule name to its changes. */
  readonly rules: ReadonlyMap<string, RuleOverride>;
  readonly placeholders: Placeholders;
  /** Folders of filters, as written (relative to the configuration file). */
  readonly exceptions: readonly string[];
  /** Where each of them stands. */
  readonly exceptionOffsets: readonly number[];
}

/** Usual name of the file. */
export const CONFIG_FILE = 'agent-siem.config.yml';

const parametersOf = (source: SourceFile, map: YamlMap | undefined): ReadonlyMap<string, ParameterOverride> => {
  const parameters = new Map<string, ParameterOverride>();
  for (const { key, value } of map?.entries ?? []) {
    if (value.kind === 'scalar' && (typeof value.value === 'number' || typeof value.value === 'string')) {
      parameters.set(key, { value: value.value, text: value.text, offset: value.offset });
    } else {
      source.report(value.offset, {
        code: 'config.value',
        message: `parameter ${key} takes a number or a text`,
        mend: `Write \`${key}: 8\` or \`${key}: 15m\`.`,
      });
    }
  }
  return parameters;
};

const overridesOf = (source: SourceFile, rules: YamlMap | undefined): ReadonlyMap<string, RuleOverride> => {
  const overrides = new Map<string, RuleOverride>();
  for (const { key, value, offset } of rules?.entries ?? []) {
    if (value.kind !== 'map') {
      source.report(value.offset, {
        code: 'config.value',
        message: `${key} holds parameters and agents`,
        mend: `Write \`${key}: {parameters: {failures: 8}}\`.`,
      });
      continue;
    }
    refuseOtherKeys(source, value, ['parameters', 'agents'], 'a rule in the configuration');
    const agents = mapOf(source, value, 'agents');
    overrides.set(key, {
      offset,
      agentsOffset: entryOf(value, 'agents')?.offset ?? offset,
      parameters: parametersOf(source, mapOf(source, value, 'parameters')),
      agents: new Map(
        (agents?.entries ?? []).map(({ key: agent }) => [
          agent,
          parametersOf(source, agents === undefined ? undefined : mapOf(source, agents, agent)),
        ]),
      ),
    });
  }
  return overrides;
};

/** Reads a configuration. What is wrong with it is an issue, and the rest of it counts. */
export const readConfig = (
  file: string,
  text: string,
): { readonly config: RuleConfig; readonly issues: readonly Issue[] } => {
  const source = sourceFile(file, text);
  const [tree, ...more] = parseYaml(source);
  const map: YamlMap = tree?.kind === 'map' ? tree : { kind: 'map', entries: [], offset: 0 };
  if ((tree !== undefined && tree.kind !== 'map') || more.length > 0) {
    source.report(tree?.kind === 'map' ? (more[0]?.offset ?? 0) : (tree?.offset ?? 0), {
      code: 'config.value',
      message: 'the configuration is one YAML mapping',
      mend: 'Write `rules:`, `placeholders:`, `exceptions:`, `pack:` at its start.',
    });
  }
  refuseOtherKeys(source, map, ['rules', 'placeholders', 'exceptions', 'pack'], 'the configuration');
  const placeholders = mapOf(source, map, 'placeholders');
  return {
    config: {
      source,
      rules: overridesOf(source, mapOf(source, map, 'rules')),
      placeholders: Object.fromEntries(
        (placeholders?.entries ?? []).map(({ key }) => [
          key,
          placeholders === undefined ? [] : textsOf(source, placeholders, key),
        ]),
      ),
      exceptions: childOf(map, 'exceptions') === undefined ? [] : textsOf(source, map, 'exceptions'),
      exceptionOffsets: textItems(map, 'exceptions').map(({ offset }) => offset),
    },
    issues: source.issues,
  };
};
