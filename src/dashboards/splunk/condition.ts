/**
 * Panel predicates as SPL, through the Splunk target.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { Predicate } from '../../rules/ir.js';
import type { Dialect } from '../../targets/splunk/dialect.js';
import { governanceMapping, SPLUNK } from '../../targets/splunk/mapping.js';
import { baseTerms } from '../../targets/splunk/base-terms.js';
import { whereStage } from '../../targets/splunk/predicate.js';

const dialect: Dialect = {
  mapping: governanceMapping(`\`${SPLUNK.indexMacro}\``),
  report: (construct) => {
    throw new AgentSiemError(`Splunk cannot say ${construct} exactly`, { code: 'dashboard.unsupported' });
  },
  number: String,
  milliseconds: String,
  from: '0',
  to: '0',
};

/**
 * First stages of a panel's search: events of the predicate.
 * @throws AgentSiemError when Splunk cannot say the predicate exactly
 */
export const panelStart = (predicate: Predicate): readonly string[] => {
  const terms = baseTerms(dialect, predicate);
  const { base } = dialect.mapping;
  return [terms === undefined ? base : `${base} ${terms}`, ...whereStage(dialect, predicate)];
};
