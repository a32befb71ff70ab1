/**
 * `agent_siem.parameters`: the named values of a rule that a configuration may change.
 * @module
 */
import { parseDuration } from '../duration.js';
import type { RuleParameter } from '../ir.js';
import { childOf, entryOf, mapOf, numberOf, refuseOtherKeys, textOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import { nodeAtPath } from './yaml-path.js';
import type { YamlEntry, YamlMap } from './yaml-tree.js';

const FORM = 'Write `failures: {path: correlation.condition.gte, default: 5, min: 2, max: 100}`.';

/** A bound: a number, or for a length of time its milliseconds. */
const boundOf = (source: SourceFile, parameter: YamlMap, key: string, value: string | number): number | undefined => {
  const entry = entryOf(parameter, key);
  if (entry === undefined) return undefined;
  if (typeof value === 'number') return numberOf(source, parameter, key);
  const bound = entry.value.kind === 'scalar' ? parseDuration(entry.value.text) : undefined;
  if (bound === undefined || parseDuration(value) === undefined) {
    source.report(entry.value.offset, {
      code: 'parameter.invalid',
      message: parseDuration(value) === undefined ? 'a text has no bounds' : `${key} is not a length of time`,
      mend: 'Bounds are numbers, or lengths of time where the value is one.',
    });
    return undefined;
  }
  return bound;
};

const amount = (value: number | string): number | undefined =>
  typeof value === 'number' ? value : parseDuration(value);

/** Why default and bounds do not fit; undefined when they do. */
const misfit = ({ value, default: standard, min, max }: RuleParameter): string | undefined => {
  const isLength = (each: number | string): boolean => typeof each === 'string' && parseDuration(each) !== undefined;
  if (typeof standard !== typeof value || isLength(standard) !== isLength(value))
    return 'has a default of another type than its value';
  if (min !== undefined && max !== undefined && min > max) return 'has a min above its max';
  const number = amount(standard);
  if (number === undefined) return undefined;
  return (min !== undefined && number < min) || (max !== undefined && number > max)
    ? 'has a default outside its bounds'
    : undefined;
};

const parameterOf = (
  source: SourceFile,
  document: YamlMap,
  { key, offset, value: node }: YamlEntry,
): readonly RuleParameter[] => {
  const refuse = (message: string, at = offset): readonly never[] => {
    source.report(at, { code: 'parameter.invalid', message: `parameter ${key} ${message}`, mend: FORM });
    return [];
  };
  if (node.kind !== 'map') return refuse('is no mapping with a path');
  refuseOtherKeys(source, node, ['path', 'default', 'min', 'max', 'description'], 'a parameter');
  const path = textOf(source, node, 'path');
  if (path === undefined) return refuse('has no path');
  const found = nodeAtPath(document, path);
  if (found?.kind !== 'scalar' || (typeof found.value !== 'number' && typeof found.value !== 'string')) {
    source.report(entryOf(node, 'path')?.value.offset ?? offset, {
      code: 'parameter.path',
      message: `parameter ${key} names no value of this document`,
      mend: 'path is dotted, such as correlation.condition.gte.',
    });
    return [];
  }
  const given = childOf(node, 'default');
  const min = boundOf(source, node, 'min', found.value);
  const max = boundOf(source, node, 'max', found.value);
  const description = textOf(source, node, 'description');
  const standard = given === undefined ? found.value : given.kind === 'scalar' ? given.value : null;
  if (typeof standard !== 'number' && typeof standard !== 'string')
    return refuse('has a default of another type than its value', given?.offset);
  const parameter: RuleParameter = {
    name: key,
    path,
    value: found.value,
    default: standard,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(description === undefined ? {} : { description }),
  };
  const problem = misfit(parameter);
  return problem === undefined ? [parameter] : refuse(problem);
};

/** Reads all parameters; what is wrong with one is reported. */
export const parametersOf = (source: SourceFile, document: YamlMap, block: YamlMap): readonly RuleParameter[] =>
  (mapOf(source, block, 'parameters')?.entries ?? []).flatMap((entry) => parameterOf(source, document, entry));
