// pack/conformance.json: what ran for each rule in each target, and how it ended. Written by `npm run test:engines` alone.
import type { ConformanceCounts } from '../../src/pack/conformance-table.js';
import type { Rule } from '../../src/rules/ir.js';
import type { TargetName } from '../../src/targets/target.js';
import { readReport, today, writeReport as write, writes } from '../engines/report-file.mjs';
import type { Engine, Word } from './engine.js';
import type { Finished } from './run-cases.js';

interface ReportRow {
  readonly rule: string;
  readonly version: string;
  readonly target: TargetName;
  readonly word: Word | 'declared' | 'unsupported';
  readonly passed: number;
  readonly failed: number;
  readonly reason?: string;
}

interface EngineEntry {
  readonly engine: string;
  readonly word: Word;
  readonly date: string;
  readonly counts?: ConformanceCounts;
}

interface Report {
  readonly engines: Readonly<Record<string, EngineEntry>>;
  /** Checks of the finished files, written by test/engines/pack. */
  readonly artifacts: Readonly<Record<string, unknown>>;
  readonly rows: readonly ReportRow[];
}

/** One row: cases that ended alike and otherwise; a rule that the target does not say has none of either. */
const rowOf = (rule: Rule, target: TargetName, engine: Engine, finished: readonly Finished[]): ReportRow => {
  const own = finished.filter(({ given }) => given.rule.meta.ruleId === rule.meta.ruleId);
  const passed = own.filter(({ outcome }) => outcome.kind === 'same').length;
  const failed = own.filter(({ outcome }) => outcome.kind === 'different' || outcome.kind === 'refused').length;
  const said = { rule: rule.meta.ruleId, version: rule.meta.version, target };
  const silent = own.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'unsupported');
  if (silent?.kind !== 'unsupported' || passed + failed > 0) return { ...said, word: engine.word, passed, failed };
  // Compiled, though not to anything this engine executes: the SIEM's own learned or built-in form.
  const declared = engine.declares?.(rule) === true;
  const reason = silent.unsupported.map(({ construct, reason: why }) => `${construct}: ${why}`).join('; ');
  return { ...said, word: declared ? 'declared' : 'unsupported', passed: 0, failed: 0, reason };
};

const TARGETS: readonly TargetName[] = ['splunk', 'elastic', 'sentinel', 'datadog'];

const read = (): Report => readReport() as Report;

const entryOf = (
  before: EngineEntry | undefined,
  { version, word }: Engine,
  counts: ConformanceCounts,
): EngineEntry => ({
  engine: version,
  word,
  date: today(),
  counts: { ...before?.counts, ...counts },
});

/** Adds what the boundary cases, the broken targets or the random pairs counted. */
export const writeCounts = (target: TargetName, engine: Engine, counts: ConformanceCounts): void => {
  if (!writes()) return;
  const report = read();
  const { engines } = report;
  write({
    ...report,
    engines: { ...engines, [target]: entryOf(engines[target], engine, counts) },
  });
};

/** Replaces the target's rows in the report; those of engines that did not run stay as they were. */
export const writeReport = (
  target: TargetName,
  engine: Engine,
  rules: readonly Rule[],
  finished: readonly Finished[],
): void => {
  if (!writes()) return;
  const before = read();
  const known = new Set(rules.map((rule) => rule.meta.ruleId));
  const rows = [
    ...before.rows.filter((row) => row.target !== target && known.has(row.rule)),
    ...rules.map((rule) => rowOf(rule, target, engine, finished)),
  ].sort(
    (a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) || TARGETS.indexOf(a.target) - TARGETS.indexOf(b.target),
  );
  write({ ...before, engines: { ...before.engines, [target]: entryOf(before.engines[target], engine, {}) }, rows });
};
