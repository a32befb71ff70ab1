/**
 * New values of a rule's parameters, checked against their bounds.
 * @module
 */
import { parseDuration } from '../duration.js';
import { childOf } from '../parse/read-map.js';
import { nodeAtPath } from '../parse/yaml-path.js';
import type { YamlMap, YamlNode, YamlScalar } from '../parse/yaml-tree.js';
import type { ParameterOverride, RuleConfig } from './config.js';
import { replaceNode, scalar, textAt } from './tree-edit.js';

const parametersNode = (tree: YamlMap): YamlMap | undefined => {
  const block = childOf(tree, 'agent_siem');
  const parameters = block?.kind === 'map' ? childOf(block, 'parameters') : undefined;
  return parameters?.kind === 'map' ? parameters : undefined;
};

const parameterNames = (tree: YamlMap): string =>
  parametersNode(tree)
    ?.entries.map(({ key }) => key)
    .join(', ') ?? 'none';

/** What a parameter takes, for the mend. */
const rangeText = (parameter: YamlMap, before: YamlScalar): string => {
  const [min, max] = [textAt(parameter, 'min'), textAt(parameter, 'max')];
  const bounds = [min === undefined ? '' : ` from ${min}`, max === undefined ? '' : ` up to ${max}`].join('');
  return bounds === '' ? `The rule has ${before.text}.` : `It takes values${bounds}; the rule has ${before.text}.`;
};

const parameterNode = (tree: YamlMap, name: string): YamlMap | undefined => {
  const parameters = parametersNode(tree);
  const parameter = parameters && childOf(parameters, name);
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

/** A rule's tree with new values; what cannot be taken is reported in the configuration. */
export const applyParameters = (
  config: RuleConfig,
  rule: string,
  tree: YamlMap,
  overrides: ReadonlyMap<string, ParameterOverride>,
): YamlMap =>
  [...overrides].reduce<YamlMap>((current, [name, override]) => {
    const refuse = (code: string, message: string, mend: string): YamlMap => {
      config.source.report(override.offset, { code, message, mend });
      return current;
    };
    const parameter = parameterNode(current, name);
    const path = parameter === undefined ? undefined : textAt(parameter, 'path');
    const before = path === undefined ? undefined : nodeAtPath(current, path);
    if (parameter === undefined || before?.kind !== 'scalar') {
      return refuse('config.parameter', `${rule} has no parameter ${name}`, `Parameters: ${parameterNames(tree)}.`);
    }
    const problem = valueProblem(parameter, before, override);
    if (problem !== undefined)
      return refuse('config.value', `${name} of ${rule} ${problem}`, rangeText(parameter, before));
    const replaced = replaceNode(current, before, scalar(override.value, before.offset));
    return replaced.kind === 'map' ? replaced : current;
  }, tree);
