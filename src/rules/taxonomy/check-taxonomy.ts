/**
 * Rules of `taxonomy: agent-governance` against the event schema: a rule that can never fire is an error.
 * @module
 */
import type { Correlation, CorrelationSource, Position, Predicate } from '../ir.js';
import type { CorrelationDocument, RuleDocument } from '../parse/documents.js';
import { OWN_TAXONOMY, type ReadMetadata } from '../parse/metadata.js';
import { childOf } from '../parse/read-map.js';
import type { SourceFile } from '../parse/source-file.js';
import { FIELD_PATHS, fieldFacts, nearest } from './field-table.js';
import { canMatch } from './satisfiable.js';
import { checkValue } from './value-check.js';

/** True when the document asks to be checked. */
export const isOwnTaxonomy = ({ read }: { readonly read: ReadMetadata }): boolean =>
  read.meta.taxonomy === OWN_TAXONOMY;

/** The one field of the same group whose name ends in the word: `tool_call.status` is `tool_call.response_status`. */
const longerName = (path: string): string | undefined => {
  const dot = path.lastIndexOf('.') + 1;
  const [only, ...others] = FIELD_PATHS.filter(
    (known) => known.startsWith(path.slice(0, dot)) && known.endsWith(`_${path.slice(dot)}`),
  );
  return others.length === 0 ? only : undefined;
};

const reportUnknown = (source: SourceFile, place: Position | number, path: string, group: string): void => {
  const near = nearest(path, FIELD_PATHS) ?? longerName(path);
  const finding = {
    code: 'taxonomy.unknown-field',
    message: `the event schema has no field ${path}${group}`,
    mend: near === undefined ? '`agent-siem schema print` lists the fields.' : `Did you mean ${near}?`,
  };
  source.report(typeof place === 'number' ? place : source.offset(place), finding);
};

const checkPredicate = (source: SourceFile, predicate: Predicate, offset: number): void => {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const part of predicate.parts) checkPredicate(source, part, offset);
      return;
    case 'not':
      checkPredicate(source, predicate.part, offset);
      return;
    case 'keyword':
      if (predicate.at !== undefined) {
        source.report(source.offset(predicate.at), {
          code: 'taxonomy.keyword',
          severity: 'warning',
          message: 'a keyword searches every field of the event',
          mend: 'Name the field.',
        });
      }
      return;
    case 'match': {
      const place = predicate.at === undefined ? offset : source.offset(predicate.at);
      const facts = fieldFacts(predicate.field);
      if (facts === undefined) {
        reportUnknown(source, place, predicate.field, '');
        return;
      }
      if (predicate.test.op === 'field' && fieldFacts(predicate.test.other) === undefined) {
        reportUnknown(source, place, predicate.test.other, ' (fieldref)');
        return;
      }
      const problem = checkValue(facts, predicate.test);
      if (problem !== undefined) source.report(place, problem);
      return;
    }
    default:
  }
};

/** Fields that only metadata names. */
const checkListed = (document: RuleDocument): void => {
  const { meta } = document.read;
  for (const path of [...meta.details, ...meta.group]) {
    if (fieldFacts(path) === undefined) reportUnknown(document.source, document.tree.offset, path, ' (details, group)');
  }
};

/** Fields a correlation aggregates, and whether they must be numbers. */
const measuredFields = (correlation: Correlation): readonly { readonly field: string; readonly numeric: boolean }[] => {
  switch (correlation.type) {
    case 'value_count':
    case 'value_count_each':
      return correlation.fields.map((field) => ({ field, numeric: false }));
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return correlation.fields.map((field) => ({ field, numeric: true }));
    case 'baseline':
    case 'ratio':
      return correlation.field === undefined ? [] : [{ field: correlation.field, numeric: true }];
    case 'new_value':
      return [{ field: correlation.field, numeric: false }];
    case 'lookup':
      return [...(correlation.keyField === '' ? [] : [correlation.keyField]), ...Object.values(correlation.kinds)].map(
        (field) => ({ field, numeric: false }),
      );
    default:
      return [];
  }
};

const checkGroup = (document: CorrelationDocument, { rule, groupFields, ref }: CorrelationSource): void => {
  const { source, draft } = document;
  const offset = draft?.groupByOffset ?? document.tree.offset;
  for (const field of groupFields) {
    if (rule.kind === 'correlation') {
      if (rule.correlation.groupBy.includes(field)) continue;
      source.report(offset, {
        code: 'correlation.group-by',
        message: `${ref} does not group by ${field}`,
        mend: `It groups by: ${rule.correlation.groupBy.join(', ')}.`,
      });
      continue;
    }
    const facts = fieldFacts(field);
    if (facts === undefined) reportUnknown(source, offset, field, ' (group-by)');
    else if (facts.type === 'strings') {
      source.report(offset, {
        code: 'correlation.group-by',
        message: `${field} is a list: an event would belong to several groups`,
        mend: 'Group by a field with one value.',
      });
    }
  }
};

/** Checks a correlation once its sources are known. */
export const checkCorrelation = (document: CorrelationDocument, correlation: Correlation): void => {
  checkListed(document);
  for (const each of correlation.sources) checkGroup(document, each);
  if (correlation.sources.some(({ rule }) => rule.kind === 'correlation')) return;
  for (const { field, numeric } of measuredFields(correlation)) {
    const facts = fieldFacts(field);
    const offset = document.section.offset;
    if (facts === undefined) reportUnknown(document.source, offset, field, '');
    else if (numeric && facts.type !== 'integer' && facts.type !== 'number') {
      document.source.report(offset, { code: 'taxonomy.type', message: `${field} is no number` });
    }
  }
};

/** Checks one selection: its fields and values, and whether they can hold together. */
export const checkSelection = (source: SourceFile, name: string, predicate: Predicate, offset: number): void => {
  const before = source.issues.length;
  checkPredicate(source, predicate, offset);
  // A wrong field or value is named above; the contradiction it makes is not named again.
  if (source.issues.length > before || canMatch(predicate)) return;
  source.report(offset, {
    code: 'taxonomy.contradiction',
    message: `selection ${name} can never match`,
    mend: 'All keys of a selection must hold at once; write alternatives as a list.',
  });
};

/** Checks the condition of a detection or filter whose selections are sound. */
export const checkCondition = (document: Exclude<RuleDocument, CorrelationDocument>): void => {
  checkListed(document);
  if (canMatch(document.detection.predicate)) return;
  const section = document.tree.entries.find(({ key }) => key === document.kind)?.value;
  const condition = section?.kind === 'map' ? childOf(section, 'condition') : undefined;
  document.source.report(condition?.offset ?? document.tree.offset, {
    code: 'taxonomy.contradiction',
    message: 'the condition can never hold',
  });
};
