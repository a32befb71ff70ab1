/**
 * IR to SPL.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { numbersOf } from '../parameters.js';
import type { Compilation, FieldMap, QueryRange, Unsupported } from '../target.js';
import { baselineStages } from './baseline.js';
import { ratioStages } from './ratio.js';
import { unsupported } from './capabilities.js';
import { countStages } from './counts.js';
import { detectionStages } from './detection.js';
import type { Dialect } from './dialect.js';
import { decimalText } from '../literal-text.js';
import { lookupStages } from './lookup.js';
import { foreignMapping, governanceMapping, SPLUNK } from './mapping.js';
import { newValueStages } from './new-value.js';
import { defaultRange } from './schedule.js';
import type { Stages } from './stages.js';
import { temporalStages } from './temporal.js';

const stagesOf = (dialect: Dialect, rule: Rule): Stages => {
  if (rule.kind === 'detection') return detectionStages(dialect, rule.meta, rule.predicate);
  const { correlation, meta } = rule;
  switch (correlation.type) {
    case 'event_count':
    case 'value_count':
    case 'value_count_each':
    case 'late_count':
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return countStages(dialect, meta, correlation);
    case 'temporal':
    case 'temporal_ordered':
      return temporalStages(dialect, meta, correlation);
    case 'baseline':
      return baselineStages(dialect, meta, correlation);
    case 'ratio':
      return ratioStages(dialect, meta, correlation);
    case 'new_value':
      return newValueStages(dialect, meta, correlation);
    case 'lookup':
      return lookupStages(dialect, meta, correlation);
  }
};

/** How a rule is compiled. */
export interface SplunkOptions {
  readonly map?: FieldMap | undefined;
  readonly range?: QueryRange | undefined;
  /** Index and parameters stand as macros, as in the deployed app. */
  readonly macros?: boolean;
}

/** A compilation with what a saved search needs besides. */
export type SplunkCompilation =
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] }
  | {
      readonly ok: true;
      readonly text: string;
      readonly columns: readonly string[];
      readonly accepted: readonly Unsupported[];
      readonly lookbackMs: number;
      readonly everyMs: number;
      /** Macros that the text calls: name to definition. */
      readonly macros: Readonly<Record<string, string>>;
    };

/** Search macros that stand for the indexes of the pack. */
export const INDEX_DEFINITION = `(index=${SPLUNK.index} OR index=${SPLUNK.phiIndex})`;

/** Macro of a parameter. */
export const macroName = (ruleId: string, parameter: string): string =>
  `${ruleId}_${parameter}`.replaceAll(/\W/g, '_').toLowerCase();

/** Compiles with every fact a deployment needs. */
export const compileSplunk = (rule: Rule, options: SplunkOptions = {}): SplunkCompilation => {
  const noted = new Map<string, boolean>();
  const macros: Record<string, string> = {};
  const governance = rule.meta.taxonomy === 'agent-governance' && options.map === undefined;
  const range = options.range ?? defaultRange(rule);
  const macro = (name: string, definition: string): string => {
    macros[name] = definition;
    return `\`${name}\``;
  };
  const indexText = options.macros === true ? macro(SPLUNK.indexMacro, INDEX_DEFINITION) : INDEX_DEFINITION;
  const numbers = numbersOf(rule, ({ name, value }) =>
    options.macros === true ? macro(macroName(rule.meta.ruleId, name), decimalText(value)) : decimalText(value),
  );
  const dialect: Dialect = {
    mapping: governance ? governanceMapping(indexText) : foreignMapping(options.map),
    report: (construct, hard = false) => {
      noted.set(construct, hard || noted.get(construct) === true);
      return 'null()';
    },
    number: (value, path) => numbers.number(value, path) ?? decimalText(value),
    milliseconds: (value, path) => {
      const span = numbers.span(value, path);
      return span === undefined ? String(value) : `${span.count} * ${span.unitMs}`;
    },
    from: range.from,
    to: range.to,
  };
  const { stages, columns, lookbackMs, everyMs } = stagesOf(dialect, rule);
  const accepts = new Set((rule.meta.accept['splunk'] ?? []).map(({ construct }) => construct));
  // Compilers use the grid for foreign rules; a governance rule never asks for `event`.
  if (!governance) accepts.add('correlation.every_event');
  const refused = [...noted].filter(([construct, hard]) => hard || !accepts.has(construct));
  if (refused.length > 0) return { ok: false, unsupported: refused.map(([construct]) => unsupported(construct)) };
  return {
    ok: true,
    text: stages.join('\n| '),
    columns,
    accepted: [...noted.keys()].map(unsupported),
    lookbackMs,
    everyMs,
    macros,
  };
};

/** The target's `compile`: complete text without macros. */
export const compile = (
  rule: Rule,
  options: { readonly map?: FieldMap; readonly range?: QueryRange } = {},
): Compilation => {
  const compiled = compileSplunk(rule, { map: options.map, range: options.range });
  if (!compiled.ok) return compiled;
  return {
    ok: true,
    query: {
      ruleId: rule.meta.ruleId,
      language: 'spl',
      text: compiled.text,
      columns: compiled.columns,
      accepted: compiled.accepted,
    },
  };
};
