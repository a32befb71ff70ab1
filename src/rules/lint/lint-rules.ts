/**
 * Lint: what the parser accepts and a reviewer would not.
 * @module
 */
import { parseDuration } from '../duration.js';
import type { Predicate, Rule, RuleTest } from '../ir.js';
import type { Issue } from '../issue.js';
import type { FilterDocument, RuleDocument } from '../parse/documents.js';
import { SOURCES } from '../parse/metadata.js';
import { parsedFrom, type ParseOptions } from '../parse-rules.js';
import { readRuleSet, type ReadRuleSet, type RuleFile } from '../read-rule-set.js';
import { checkRegex, isRegexProblem } from '../regex.js';
import { isOwnTaxonomy } from '../taxonomy/check-taxonomy.js';
import { canMatch } from '../taxonomy/satisfiable.js';
import { lockProblem, type RuleLock } from './lock.js';
import { listLackingTag } from './tag-names.js';

/** How to lint. */
export interface LintOptions extends ParseOptions {
  /** The day that expiry dates are compared with, `YYYY-MM-DD`; default today (UTC). */
  readonly today?: string;
  /** The lock that governs a rule file; undefined where there is none. */
  readonly lockFor?: (file: string) => RuleLock | undefined;
}

/** Fewest tests of a rule. */
export const MIN_TESTS = 3;

type Report = (code: string, message: string, mend?: string, severity?: 'error' | 'warning') => void;

const reporter =
  (document: RuleDocument, offset = document.tree.offset): Report =>
  (code, message, mend, severity = 'error') => {
    document.source.report(offset, { code, message, mend, severity });
  };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

const lintIdentity = (document: RuleDocument): void => {
  const report = reporter(document);
  const { id } = document.read.meta;
  if (id === undefined) report('lint.id', 'no id', 'Add a random UUID.', 'warning');
  else if (!UUID.test(id)) report('lint.id', 'the id is no UUID', 'Write a random UUID.', 'warning');
};

const lintTags = (document: RuleDocument): void => {
  for (const tag of document.read.meta.tags) {
    const list = listLackingTag(tag);
    if (list !== undefined)
      reporter(document)('lint.tag', `${tag} is not in the list of ${list}`, 'docs/rules.md lists the ids.');
  }
};

/** What the people who get the alert need. */
const lintOperations = (document: RuleDocument): void => {
  const report = reporter(document);
  const { meta } = document.read;
  if (meta.version === '0.0.0') report('lint.version', 'no version', 'Add agent_siem.version: 1.0.0.');
  if (meta.description === undefined) report('lint.description', 'no description');
  if (meta.runbook === undefined) report('lint.runbook', 'no runbook', 'Add numbered steps under agent_siem.runbook.');
  else if (!/^\s*1\. /.test(meta.runbook))
    report('lint.runbook', 'the runbook has no numbered steps', 'Begin with "1. ".');
  if (meta.falsePositives.length === 0)
    report('lint.false-positives', 'no falsepositives', 'Say what else looks like this.');
  if (meta.tags.length === 0) report('lint.tags', 'no tags', 'Tag the rule, such as owasp.asi02.');
  if (meta.compliance.length === 0) report('lint.compliance', 'no compliance controls', 'Add agent_siem.compliance.');
  if (meta.sources.length === 0) report('lint.sources', 'no sources', `Add agent_siem.sources: ${SOURCES.join(', ')}.`);
  for (const source of meta.sources) {
    if (!SOURCES.includes(source)) report('lint.sources', `no source ${source}`, `Sources: ${SOURCES.join(', ')}.`);
  }
  for (const parameter of meta.parameters) {
    const { name, min, max } = parameter;
    const value = typeof parameter.value === 'number' ? parameter.value : parseDuration(parameter.value);
    if (value !== undefined && ((min !== undefined && value < min) || (max !== undefined && value > max))) {
      report('lint.parameter', `parameter ${name} is outside its bounds`);
    }
  }
};

const lintTests = (document: RuleDocument, tests: readonly RuleTest[]): void => {
  const report = reporter(document);
  const own = tests.filter((test) => test.ruleId === document.read.meta.ruleId);
  if (own.length < MIN_TESTS) {
    report(
      'lint.tests',
      `${String(own.length)} tests, at least ${String(MIN_TESTS)} are needed`,
      'A firing, a missing field, a benign twin.',
    );
    return;
  }
  if (!own.some((test) => test.expect.length > 0)) report('lint.tests', 'no test in which the rule fires');
  if (!own.some((test) => test.expect.length === 0)) report('lint.tests', 'no test in which the rule stays quiet');
};

const eachMatch = (
  predicate: Predicate,
  visit: (match: Extract<Predicate, { kind: 'match' | 'keyword' }>) => void,
): void => {
  if (predicate.kind === 'and' || predicate.kind === 'or')
    predicate.parts.forEach((part) => {
      eachMatch(part, visit);
    });
  else if (predicate.kind === 'not') eachMatch(predicate.part, visit);
  else if (predicate.kind === 'match' || predicate.kind === 'keyword') visit(predicate);
};

const lintDetection = (document: Extract<RuleDocument, { kind: 'detection' | 'filter' }>): void => {
  const { source, detection } = document;
  for (const selection of detection.selections.values()) {
    if (!selection.used) {
      source.report(selection.offset, {
        code: 'lint.unused-selection',
        severity: 'warning',
        message: `the condition does not use selection ${selection.name}`,
      });
    }
    eachMatch(selection.predicate, ({ test, at }) => {
      if (test.op !== 'regex') return;
      const checked = checkRegex(test.source);
      if (isRegexProblem(checked) || !checked.nestedRepeat) return;
      source.report(at === undefined ? selection.offset : source.offset(at), {
        code: 'lint.regex',
        message: 'a repetition inside a repetition: engines that backtrack can hang on it',
        mend: 'Repeat one thing only, such as [ab]+ for (a+|b+)+.',
      });
    });
  }
};

/** Group parts that an event of the source may lack: it is then not counted at all. */
const lintGroups = (document: RuleDocument, rule: Rule): void => {
  if (document.kind !== 'correlation' || rule.kind !== 'correlation' || document.draft === undefined) return;
  for (const { rule: counted, groupFields, ref } of rule.correlation.sources) {
    if (counted.kind !== 'detection') continue;
    for (const field of groupFields) {
      if (!canMatch(counted.predicate, [field])) continue;
      document.source.report(document.draft.groupByOffset, {
        code: 'lint.group-missing',
        message: `${ref} matches events without ${field}, which are then not counted`,
        mend: `Add \`${field}|exists: true\` to it, or an alias with another field.`,
      });
    }
  }
};

const lintHistory = (document: RuleDocument, rule: Rule): void => {
  if (document.kind !== 'correlation' || rule.kind !== 'correlation') return;
  const { correlation } = rule;
  const report = reporter(document, document.section.offset);
  if (correlation.type === 'new_value' && correlation.timespanMs > correlation.historyMs) {
    report('lint.history', 'the window is longer than the history');
  }
  if (
    (correlation.type === 'baseline' || correlation.type === 'ratio') &&
    correlation.minActive > correlation.historyBuckets
  ) {
    report('lint.history', 'min_active is more than the buckets of the history: the rule can never fire');
  }
};

const detectionsIn = (rule: Rule): readonly Extract<Rule, { kind: 'detection' }>[] =>
  rule.kind === 'detection' ? [rule] : rule.correlation.sources.flatMap((source) => detectionsIn(source.rule));

const lintException = (document: FilterDocument, set: ReadRuleSet, today: string): void => {
  const report = reporter(document);
  const isException = document.read.block !== undefined;
  if (isException && (document.owner === undefined || document.reason === undefined)) {
    report(
      'lint.exception',
      'an exception has an owner and a reason',
      'Add agent_siem.exception: {owner, reason, expires}.',
    );
  }
  if (isException && document.expires === undefined) {
    report('lint.exception', 'an exception ends', 'Add expires: YYYY-MM-DD.', 'warning');
  } else if (document.expires !== undefined && !DATE.test(document.expires)) {
    report('lint.exception', 'expires is not a date', 'Write it as YYYY-MM-DD.');
  } else if (document.expires !== undefined && document.expires < today) {
    report(
      'lint.expired',
      `the exception ended on ${document.expires}`,
      'Remove it, or review it and set a new date.',
      'warning',
    );
  }
  for (const { rule, document: target } of set.resolved) {
    for (const detection of detectionsIn(rule)) {
      if (!isOwnTaxonomy(target)) continue;
      const filter = detection.filters.find(
        (each) => each.at.file === document.at.file && each.at.line === document.at.line,
      );
      if (filter === undefined) continue;
      const own = detection.predicate.kind === 'and' ? detection.predicate.parts[0] : undefined;
      if (own !== undefined && canMatch(own) && !canMatch({ kind: 'and', parts: [own, filter.predicate] })) {
        report(
          'lint.hides-all',
          `the exception hides every event of ${detection.meta.ruleId}`,
          'Write the condition as `not <selection>`.',
        );
      } else if (!canMatch({ kind: 'not', part: filter.predicate })) {
        report('lint.hides-nothing', 'the exception lets everything pass', undefined, 'warning');
      }
    }
  }
};

const lintLock = (set: ReadRuleSet, options: LintOptions): void => {
  // Tuned rules differ from the lock on purpose.
  if (options.config !== undefined) return;
  for (const { rule, document } of set.resolved) {
    const lock = options.lockFor?.(document.source.file);
    if (lock === undefined || document.read.block === undefined) continue;
    const problem = lockProblem(rule, lock[rule.meta.ruleId]);
    if (problem === undefined) continue;
    reporter(document)(
      'lint.lock',
      problem,
      'Raise agent_siem.version, then run `agent-siem rules lint --write-lock`.',
    );
  }
};

/**
 * All issues of a set of rule files: the parser's and lint's. Rules of other people are checked for what can be wrong
 * in any Sigma rule; rules with an `agent_siem` block also for what a rule in service needs.
 */
export const lintRules = (files: readonly RuleFile[], options: LintOptions = {}): readonly Issue[] => {
  const set = readRuleSet(files, options);
  const { ruleSet } = parsedFrom(set, options);
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const alerting = new Set<RuleDocument>(set.resolved.map(({ document }) => document));
  for (const document of set.documents) {
    lintIdentity(document);
    if (document.kind !== 'correlation') lintDetection(document);
    if (document.kind === 'filter') lintException(document, set, today);
    if (document.read.foreign) continue;
    lintTags(document);
    if (!alerting.has(document)) continue;
    lintOperations(document);
    // Tests stand for the values in the rule's own file.
    if (options.config === undefined) lintTests(document, ruleSet.tests);
  }
  for (const { rule, document } of set.resolved) {
    if (isOwnTaxonomy(document)) lintGroups(document, rule);
    lintHistory(document, rule);
  }
  lintLock(set, options);
  return parsedFrom(set, { ...options, tests: false }).issues;
};
