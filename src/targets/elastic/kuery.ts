/**
 * Plain detections as Kibana KQL, for query rules: one alert a document, which Kibana itself does not repeat.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { DetectionRule, PatternPart, Predicate, Test } from '../../rules/ir.js';
import { collectProblems, outcome } from '../problems.js';
import type { Problems } from '../problems.js';
import type { Compilation, FieldMap } from '../target.js';
import { elasticMapping } from './fields.js';
import type { Column } from './fields.js';
import { decimalText } from '../literal-text.js';

/** A quoted value: only quotes and backslashes mean anything inside. */
const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** Characters that stand for themselves outside of quotes; anything else cannot be written in a wildcard pattern. */
const PLAIN = /^[A-Za-z0-9_.@/-]*$/;

const wildcard = (parts: readonly PatternPart[]): string | undefined => {
  const texts = parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'any' ? '*' : undefined));
  const literal = parts.every((part) => part.kind !== 'text' || PLAIN.test(part.text));
  return texts.includes(undefined) || !literal ? undefined : texts.join('');
};

const textTest = (column: Column, parts: readonly PatternPart[], cased: boolean, problems: Problems): string => {
  const letters = parts.some((part) => part.kind === 'text' && /[A-Za-z]/.test(part.text));
  if (letters && !cased && !column.lower) {
    return problems.note('test.insensitive', 'Kibana KQL compares keywords with their case', 'false');
  }
  const written = parts.map((part) =>
    part.kind === 'text' && column.lower && !cased ? { ...part, text: lowerAscii(part.text) } : part,
  );
  const [only] = written;
  if (written.length === 1 && only?.kind === 'text') return `${column.name}: ${quoted(only.text)}`;
  const pattern = wildcard(written);
  return pattern === undefined
    ? problems.note('test.pattern', 'this pattern has no form in Kibana KQL', 'false')
    : `${column.name}: ${pattern}`;
};

const numberTest = (column: Column, test: Extract<Test, { op: 'number' }>): string => {
  const value = decimalText(test.value);
  switch (test.comparator) {
    case 'eq':
      return `${column.name}: ${value}`;
    case 'neq':
      return `(${column.name}: * and not ${column.name}: ${value})`;
    default:
      return `${column.name} ${{ lt: '<', lte: '<=', gt: '>', gte: '>=' }[test.comparator]} ${value}`;
  }
};

const leaf = (column: Column, test: Test, problems: Problems): string => {
  switch (test.op) {
    case 'equals':
      return textTest(column, [{ kind: 'text', text: test.value }], test.cased, problems);
    case 'pattern':
      return textTest(column, test.parts, test.cased, problems);
    case 'number':
      return column.type === 'integer' || column.type === 'number'
        ? numberTest(column, test)
        : problems.note('test.number', 'Kibana KQL compares keywords as text', 'false');
    case 'null':
      return `not ${column.name}: *`;
    case 'exists':
      return `${test.value ? '' : 'not '}${column.name}: *`;
    default:
      return problems.note(`test.${test.op}`, 'has no form in Kibana KQL', 'false');
  }
};

const write = (predicate: Predicate, column: (field: string) => Column, problems: Problems): string => {
  switch (predicate.kind) {
    case 'true':
      return '*';
    case 'false':
      return 'not *';
    case 'not':
      return `not (${write(predicate.part, column, problems)})`;
    case 'and':
    case 'or': {
      const parts = predicate.parts.map((part) => write(part, column, problems));
      if (parts.length === 0) return predicate.kind === 'and' ? '*' : 'not *';
      return parts.length === 1 ? parts.join('') : `(${parts.join(` ${predicate.kind} `)})`;
    }
    case 'match':
      return leaf(column(predicate.field), predicate.test, problems);
    case 'keyword':
      return problems.note('keyword', 'Kibana KQL looks at words, not at values', 'false');
  }
};

/** Compiles a plain detection to Kibana KQL. Copies of an event are kept apart only by their document id. */
export const compileKuery = (rule: DetectionRule, options: { readonly map?: FieldMap } = {}): Compilation => {
  const problems = collectProblems();
  const mapping = elasticMapping(rule.meta, options.map);
  const text = write(rule.predicate, mapping.column, problems);
  return outcome(problems, () => ({ ruleId: rule.meta.ruleId, language: 'kuery', text, columns: [], accepted: [] }));
};
