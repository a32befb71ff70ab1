/**
 * What a rule says about itself: Sigma's own keys and the `agent_siem` block.
 * @module
 */
import type { RuleMetadata } from '../ir.js';
import { acceptOf } from './accepted.js';
import { checkDescriptiveKeys } from './descriptive-keys.js';
import { checkDocumentKeys } from './document-keys.js';
import { parametersOf } from './parameters.js';
import { durationOf } from './read-duration.js';
import { entryOf, mapOf, refuseOtherKeys, textOf, textsOf } from './read-map.js';
import { OWN_TAXONOMY, taxonomyOf, warnOfUnchecked } from './taxonomy-name.js';
import { DEFAULT_DELAY_MS, delayOf, everyOf, everyOffsetOf } from './schedule.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'] as const;
const SEMVER = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

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

/** Metadata with what only the parser needs. */
export interface ReadMetadata {
  readonly meta: RuleMetadata;
  readonly block: YamlMap | undefined;
  /** `schedule.every`: milliseconds or `event`. */
  readonly every: number | 'event' | undefined;
  /** Where it stands. */
  readonly everyOffset: number | undefined;
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
  const text = entry.value.kind === 'scalar' ? entry.value.text.trim() : '';
  // Other tools read `High` too.
  const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
  if (found !== text) {
    source.report(entry.value.offset, {
      code: `metadata.${key}`,
      severity,
      message: `${key} is not one of its values`,
      mend: `Use one of: ${values.join(', ')}.`,
    });
  }
  return found;
};

const logsourceOf = (source: SourceFile, map: YamlMap): Readonly<Record<string, string>> => {
  const section = mapOf(source, map, 'logsource');
  if (section === undefined) return {};
  return Object.fromEntries(
    section.entries.flatMap(({ key }) => {
      const text = textOf(source, section, key);
      return text === undefined ? [] : [[key, text]];
    }),
  );
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

/** Reads the keys around detection, correlation or filter. */
export const readMetadata = (source: SourceFile, document: YamlMap): ReadMetadata => {
  const text = (key: string): string | undefined => textOf(source, document, key);
  const [id, name, title] = [text('id'), text('name'), text('title')];
  const found = [name, id, title].find((value) => value !== undefined && value.trim() !== '');
  if (found === undefined || title === undefined) {
    source.report(entryOf(document, 'title')?.offset ?? document.offset, {
      code: 'metadata.title',
      severity: found === undefined ? 'error' : 'warning',
      message: found === undefined ? 'the rule has nothing to be called by' : 'the rule has no title',
      mend: 'Add `title:`, a line that says what happened.',
    });
  }
  const ruleId = found ?? 'untitled';
  const block = mapOf(source, document, 'agent_siem');
  if (block !== undefined) refuseOtherKeys(source, block, BLOCK_KEYS, 'agent_siem');
  const taxonomy = taxonomyOf(source, document);
  const foreign = block === undefined && taxonomy !== OWN_TAXONOMY;
  checkDocumentKeys(source, document, BLOCK_KEYS, foreign);
  const logsource = logsourceOf(source, document);
  if (taxonomy === undefined && document.made !== true) warnOfUnchecked(source, document, logsource);
  checkDescriptiveKeys(source, document);
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
    everyOffset: block && everyOffsetOf(block),
    foreign,
    meta: {
      ruleId,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      title: title ?? ruleId,
      ...optional,
      level: oneOf(source, document, 'level', LEVELS, 'warning') ?? 'medium',
      ...(taxonomy === undefined ? {} : { taxonomy }),
      logsource,
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
