/**
 * Panel predicates as ES|QL conditions, through the Elastic target, and as Kibana KQL for lists of events.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { Predicate, RuleMetadata, Test } from '../../rules/ir.js';
import { elasticMapping } from '../../targets/elastic/fields.js';
import { esqlPredicate } from '../../targets/elastic/predicate.js';
import { collectProblems } from '../../targets/problems.js';

const META = { taxonomy: 'agent-governance' } as RuleMetadata;

const refuse = (construct: string): never => {
  throw new AgentSiemError(`Elastic cannot say ${construct} exactly`, { code: 'dashboard.unsupported' });
};

/**
 * Condition for WHERE.
 * @throws AgentSiemError when Elastic cannot say the predicate exactly
 */
export const panelCondition = (predicate: Predicate): string => {
  const problems = collectProblems();
  const text = esqlPredicate(predicate, { mapping: elasticMapping(META), problems });
  const [problem] = problems.found;
  return problem === undefined ? text : refuse(problem.construct);
};

const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const kueryTest = (field: string, test: Test): string => {
  if (test.op === 'equals') return `${field}: ${quoted(test.value)}`;
  if (test.op === 'exists') return test.value ? `${field}: *` : `not ${field}: *`;
  return refuse(`${test.op} in a list of events`);
};

/** Kibana KQL of a predicate of equalities: for the Discover session behind a list of events. */
export const panelKuery = (predicate: Predicate): string => {
  switch (predicate.kind) {
    case 'true':
      return '';
    case 'and':
    case 'or':
      // One field at a time: a group of values in parentheses after a field fails in 8.19.
      return `(${predicate.parts.map(panelKuery).join(` ${predicate.kind} `)})`;
    case 'not':
      return `not (${panelKuery(predicate.part)})`;
    case 'match':
      return kueryTest(predicate.field, predicate.test);
    case 'false':
    case 'keyword':
      return refuse(predicate.kind);
  }
};
