/**
 * What a rule says about itself: Sigma's own keys and the `agent_siem` block.
 * @module
 */
import { parseDuration } from '../duration.js';
import type { RuleMetadata, RuleParameter } from '../ir.js';
import { childOf, entryOf, mapOf, numberOf, refuseOtherKeys, textOf, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** How late an event may be unless the rule says otherwise. */
export const DEFAULT_DELAY_MS = 300_000;
const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'] as const;
const SEMVER = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;
/** The taxonomy whose rules are checked against the event schema. */
export const OWN_TAXONOMY = 'agent-governance';

const BLOCK_KEYS: readonly string[] = [
  'version',
  'priority',
  'schedule',
  'suppress',
  'group',
  'parameters',
  'details',
  'sources',
  'runbook',
  'compliance',
  'targets',
  'exception',
  'tests',
];
/** Inputs that can feed a rule. */
export const SOURCES: readonly string[] = ['exporter', 'claude-code', 'codex', 'gemini-cli'];
const TARGETS: readonly string[] = ['splunk', 'elastic', 'sentinel', 'datadog'];

/** Metadata with what only the parser needs. */
export interface ReadMetadata {
  readonly meta: RuleMetadata;
  readonly block: YamlMap | undefined;
  /** `schedule.every`: milliseconds or `event`. */
  readonly every: number | 'event' | undefined;
  readonly everyOffset: number;
  /** Rules of other people: no `agent_siem` block and another taxonomy. */
  readonly foreign: boolean;
}

const oneOf = <T extends string>(
  source: SourceFile,
  map: YamlMap,
  key: string,
  values: readonly T[],
  severity: 'error' | 'warning',
): T | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  const found = values.find((value) => value === text.trim());
  if (found === undefined) {
    source.report(entry.value.offset, {
      code: `metadata.${key}`,
      severity,
      message: `${key} is not one of its values`,
      mend: `Use one of: ${values.join(', ')}.`,
    });
  }
  return found;
};

/** A length of time of a key, in milliseconds; `none` is 0 where allowed. */
export const durationOf = (source: SourceFile, map: YamlMap, key: string, zero = false): number | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  if (zero && /^(?:0|none|0[smhd])$/.test(text)) return 0;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    source.report(entry.value.offset, {
      code: 'value.duration',
      message: `${key} is not a length of time`,
      mend: 'Write a number and s, m, h or d, such as 90m.',
    });
  }
  return milliseconds;
};

const logsourceOf = (source: SourceFile, map: YamlMap): Readonly<Record<string, string>> => {
  const section = mapOf(source, map, 'logsource');
  if (section === undefined) return {};
  return Object.fromEntries(
    section.entries.flatMap(({ key, value }) =>
      value.kind === 'scalar' && value.value !== null ? [[key, value.text]] : [],
    ),
  );
};

/** A bound: a number, or for a length of time its milliseconds. */
const boundOf = (source: SourceFile, parameter: YamlMap, key: string): number | undefined => {
  const node = childOf(parameter, key);
  const duration = node?.kind === 'scalar' && typeof node.value === 'string' ? parseDuration(node.value) : undefined;
  return duration ?? numberOf(source, parameter, key);
};

const parametersOf = (source: SourceFile, document: YamlMap, block: YamlMap): readonly RuleParameter[] => {
  const section = mapOf(source, block, 'parameters');
  if (section === undefined) return [];
  return section.entries.flatMap(({ key, offset, value: node }): readonly RuleParameter[] => {
    if (node.kind !== 'map') {
      source.report(offset, { code: 'parameter.invalid', message: `parameter ${key} must be a mapping with a path` });
      return [];
    }
    refuseOtherKeys(source, node, ['path', 'default', 'min', 'max', 'description'], 'a parameter');
    const path = textOf(source, node, 'path') ?? '';
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
    const min = boundOf(source, node, 'min');
    const max = boundOf(source, node, 'max');
    const description = textOf(source, node, 'description');
    const standard = given?.kind === 'scalar' && given.value !== null ? given.value : found.value;
    if (typeof standard === 'boolean') return [];
    return [
      {
        name: key,
        path,
        value: found.value,
        default: standard,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(description === undefined ? {} : { description }),
      },
    ];
  });
};

/** Node at a dotted path; keys that hold dots themselves are found too, the longest first. */
export const nodeAtPath = (root: YamlNode, path: string): YamlNode | undefined => {
  if (path === '') return root;
  if (root.kind === 'list') {
    const [head = '', ...rest] = path.split('.');
    const item = /^\d{1,4}$/.test(head) ? root.items[Number(head)] : undefined;
    return item && nodeAtPath(item, rest.join('.'));
  }
  if (root.kind !== 'map') return undefined;
  const entry = root.entries
    .filter(({ key }) => path === key || path.startsWith(`${key}.`))
    .sort((a, b) => b.key.length - a.key.length)[0];
  return entry && nodeAtPath(entry.value, path.slice(entry.key.length + 1));
};

const acceptOf = (source: SourceFile, block: YamlMap): RuleMetadata['accept'] => {
  const targets = mapOf(source, block, 'targets');
  if (targets === undefined) return {};
  refuseOtherKeys(source, targets, TARGETS, 'targets');
  return Object.fromEntries(
    targets.entries.flatMap(({ key, value: target }) => {
      if (target.kind !== 'map') return [];
      refuseOtherKeys(source, target, ['accept'], `targets.${key}`);
      const list = childOf(target, 'accept');
      if (list?.kind !== 'list') return [];
      const accepted = list.items.flatMap((item) => {
        const construct = item.kind === 'map' ? textOf(source, item, 'construct') : undefined;
        const reason = item.kind === 'map' ? textOf(source, item, 'reason') : undefined;
        if (construct !== undefined && reason !== undefined) return [{ construct, reason }];
        source.report(item.offset, {
          code: 'metadata.accept',
          message: 'an accepted construct has construct and reason',
        });
        return [];
      });
      return [[key, accepted]];
    }),
  );
};

const everyOf = (source: SourceFile, block: YamlMap): number | 'event' | undefined => {
  const schedule = mapOf(source, block, 'schedule');
  if (schedule === undefined) return undefined;
  refuseOtherKeys(source, schedule, ['every', 'delay'], 'schedule');
  const every = childOf(schedule, 'every');
  if (every?.kind === 'scalar' && every.text === 'event') return 'event';
  return durationOf(source, schedule, 'every');
};

const versionOf = (source: SourceFile, block: YamlMap | undefined): string => {
  const text = block && textOf(source, block, 'version');
  if (block === undefined || text === undefined) return '0.0.0';
  if (SEMVER.test(text)) return text;
  source.report(entryOf(block, 'version')?.value.offset ?? block.offset, {
    code: 'metadata.version',
    message: 'version is not a semantic version',
    mend: 'Write it as 1.0.0.',
  });
  return '0.0.0';
};

const delayOf = (source: SourceFile, block: YamlMap): number => {
  const schedule = childOf(block, 'schedule');
  return schedule?.kind === 'map'
    ? (durationOf(source, schedule, 'delay', true) ?? DEFAULT_DELAY_MS)
    : DEFAULT_DELAY_MS;
};

/** Reads the keys around detection, correlation or filter. Undefined when the rule has nothing to be called by. */
export const readMetadata = (source: SourceFile, document: YamlMap): ReadMetadata | undefined => {
  const text = (key: string): string | undefined => textOf(source, document, key);
  const [id, name, title] = [text('id'), text('name'), text('title')];
  const ruleId = [name, id, title].find((value) => value !== undefined && value.trim() !== '');
  if (ruleId === undefined) {
    source.report(document.offset, { code: 'metadata.title', message: 'a rule needs a title' });
    return undefined;
  }
  if (title === undefined) {
    source.report(document.offset, { code: 'metadata.title', severity: 'warning', message: 'no title' });
  }
  const block = mapOf(source, document, 'agent_siem');
  if (block !== undefined) refuseOtherKeys(source, block, BLOCK_KEYS, 'agent_siem');
  const taxonomy = text('taxonomy');
  const priority = block && oneOf(source, block, 'priority', PRIORITIES, 'error');
  const suppressMs = block && durationOf(source, block, 'suppress', true);
  const runbook = block && textOf(source, block, 'runbook');
  const optional = Object.fromEntries(
    (['description', 'status', 'author', 'date', 'modified'] as const).flatMap((key) => {
      const value = text(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return {
    block,
    every: block && everyOf(source, block),
    everyOffset: block?.offset ?? document.offset,
    foreign: block === undefined && taxonomy !== OWN_TAXONOMY,
    meta: {
      ruleId,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      title: title ?? ruleId,
      ...optional,
      level: oneOf(source, document, 'level', LEVELS, 'warning') ?? 'medium',
      ...(taxonomy === undefined ? {} : { taxonomy }),
      logsource: logsourceOf(source, document),
      tags: textsOf(source, document, 'tags'),
      references: textsOf(source, document, 'references'),
      falsePositives: textsOf(source, document, 'falsepositives'),
      version: versionOf(source, block),
      ...(priority === undefined ? {} : { priority }),
      ...(runbook === undefined ? {} : { runbook }),
      compliance: block === undefined ? [] : textsOf(source, block, 'compliance'),
      parameters: block === undefined ? [] : parametersOf(source, document, block),
      details: block === undefined ? [] : textsOf(source, block, 'details'),
      group: block === undefined ? [] : textsOf(source, block, 'group'),
      sources: block === undefined ? [] : textsOf(source, block, 'sources'),
      ...(suppressMs === undefined ? {} : { suppressMs }),
      delayMs: block === undefined ? DEFAULT_DELAY_MS : delayOf(source, block),
      accept: block === undefined ? {} : acceptOf(source, block),
      at: source.position(document.offset),
    },
  };
};
