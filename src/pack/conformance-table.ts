/**
 * The conformance report as people read it: docs/conformance.md and the small table of the README.
 * @module
 */
import { AgentSiemError } from '../error.js';

/** One rule on one target. */
export interface ConformanceRow {
  readonly rule: string;
  readonly version: string;
  readonly target: string;
  /** engine, emulated, interpreted, filter-executed, declared or unsupported. */
  readonly word: string;
  readonly passed: number;
  readonly failed: number;
  readonly reason?: string;
}

/**
 * Searches and their stages in an engine that runs part of a language, beside the one that runs all of it. Searches that
 * it ran as a whole, their first stages, or none; stages alike, alike in part of rows or columns, of what it lacks, and
 * kept from it by a fault of its own.
 */
export interface SecondOpinionCounts {
  readonly whole: number;
  readonly start: number;
  readonly none: number;
  readonly alike: number;
  readonly partly: number;
  readonly lacking: number;
  readonly faulty: number;
}

/** What ran besides the rules' own tests. */
export interface ConformanceCounts {
  readonly boundary?: { readonly passed: number; readonly unsupported: number };
  readonly broken?: { readonly caught: number };
  /**
   * Panels of the dashboards as the finished pack holds them; `views`: runs of alike panels, as opened and with each
   * filter; `caught`: broken ones.
   */
  readonly panels?: {
    readonly alike: number;
    readonly different: number;
    readonly declared: number;
    readonly views: number;
    readonly caught: number;
  };
  readonly random?: {
    readonly alike: number;
    readonly unsupported: number;
    readonly firings: number;
    readonly seed: number;
  };
  /** By what was given: rules, panels, conditions. */
  readonly secondOpinion?: Readonly<Record<string, SecondOpinionCounts>>;
}

/** One engine. */
export interface ConformanceEngine {
  readonly engine: string;
  readonly word: string;
  readonly date: string;
  readonly counts?: ConformanceCounts;
}

/** One check over finished files. */
export interface ArtifactCheck {
  readonly tool: string;
  readonly checked: number;
  readonly problems: number;
  readonly date: string;
}

/** pack/conformance.json, written by the engine suites only. */
export interface ConformanceReport {
  readonly artifacts?: Readonly<Record<string, ArtifactCheck>>;
  readonly engines: Readonly<Record<string, ConformanceEngine>>;
  readonly rows: readonly ConformanceRow[];
}

const NAMES: Readonly<Record<string, string>> = {
  splunk: 'Splunk',
  elastic: 'Elastic',
  sentinel: 'Sentinel',
  datadog: 'Datadog',
};

/** Event content never reaches this table; a reason is still kept from breaking it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** @throws AgentSiemError `pack.conformance` when the text is no report. */
export const parseConformance = (text: string, file: string): ConformanceReport => {
  try {
    const report = JSON.parse(text) as Partial<ConformanceReport>;
    if (typeof report.engines === 'object' && Array.isArray(report.rows)) return report as ConformanceReport;
  } catch {
    // Not JSON: the same error as JSON of another shape.
  }
  throw new AgentSiemError('not a conformance report', {
    code: 'pack.conformance',
    file,
    mend: 'Write it with npm run test:engines.',
  });
};

const rowsOf = ({ rows }: ConformanceReport, target: string): readonly ConformanceRow[] =>
  rows.filter((row) => row.target === target);

const sum = (rows: readonly ConformanceRow[], count: (row: ConformanceRow) => number): number =>
  rows.reduce((total, row) => total + count(row), 0);

/** The README's table: one line a SIEM. */
export const conformanceSummary = (report: ConformanceReport): string =>
  '| SIEM | executed on | word | rules executed | their tests | declared only | not supported |\n|---|---|---|---|---|---|---|\n' +
  Object.entries(report.engines)
    .map(([target, { engine, word }]) => {
      const rows = rowsOf(report, target);
      const executed = rows.filter((row) => row.word === word);
      const tests = `${sum(executed, ({ passed }) => passed)} passed, ${sum(executed, ({ failed }) => failed)} failed`;
      const named = (other: string): number => rows.filter((row) => row.word === other).length;
      return `| ${NAMES[target] ?? target} | ${cell(engine)} | ${word} | ${executed.length} of ${rows.length} | ${tests} | ${named('declared')} | ${named('unsupported')} |\n`;
    })
    .join('');

const resultOf = (row: ConformanceRow | undefined): string => {
  if (row === undefined) return '';
  const ran = row.passed + row.failed > 0;
  return ran ? `${row.word} ${row.passed}/${row.passed + row.failed}` : row.word;
};

/** Text of a count; what did not run stays empty. */
const countsOf = ({ boundary, broken, random }: ConformanceCounts = {}): readonly string[] => [
  boundary === undefined ? '' : `${boundary.passed} alike, ${boundary.unsupported} not expressible`,
  broken === undefined ? '' : `${broken.caught} caught`,
  random === undefined
    ? ''
    : `${random.alike} alike, ${random.unsupported} not expressible, ${random.firings} firings, seed ${random.seed}`,
];

/** Panels by SIEM: what ran, in how many views, and how many broken ones were noticed. */
const panelTable = (report: ConformanceReport): readonly string[] => {
  const rows = Object.entries(report.engines).flatMap(([target, { word, counts }]) => {
    if (counts?.panels === undefined) return [];
    const { alike, different, declared, views, caught } = counts.panels;
    return [
      `| ${NAMES[target] ?? target} | ${word} | ${alike} | ${different} | ${declared} | ${views} | ${caught} |\n`,
    ];
  });
  if (rows.length === 0) return [];
  return [
    '\n| SIEM | word | panels alike | different | declared | views alike | broken panels caught |\n|---|---|---|---|---|---|---|\n',
    ...rows,
  ];
};

/** Second opinions by SIEM and by what was given. */
const secondTable = (report: ConformanceReport): readonly string[] => {
  const rows = Object.entries(report.engines).flatMap(([target, { counts }]) =>
    Object.entries(counts?.secondOpinion ?? {}).map(
      ([given, { whole, start, none, alike, partly, lacking, faulty }]) =>
        `| ${NAMES[target] ?? target} | ${given} | ${whole} | ${start} | ${none} | ${alike} | ${partly} | ${lacking} | ${faulty} |\n`,
    ),
  );
  if (rows.length === 0) return [];
  return [
    '\n| SIEM | second opinion on | searches run whole | only their first stages | none | stages alike | alike in part | lacking there | faulty there |\n|---|---|---|---|---|---|---|---|---|\n',
    ...rows,
  ];
};

/** Checks of finished files by the vendors' own tools. */
const artifactTable = ({ artifacts = {} }: ConformanceReport): readonly string[] => {
  const rows = Object.entries(artifacts).map(
    ([name, { tool, checked, problems, date }]) => `| ${name} | ${cell(tool)} | ${checked} | ${problems} | ${date} |\n`,
  );
  return rows.length === 0
    ? []
    : ['\n| finished files | checked by | checks | problems | date |\n|---|---|---|---|---|\n', ...rows];
};

/** The whole matrix: rule x target, the panels, the files, then why a rule is declared or unsupported. */
export const conformanceMatrix = (report: ConformanceReport): string => {
  const targets = Object.keys(report.engines);
  const rules = [...new Set(report.rows.map(({ rule }) => rule))];
  const find = (rule: string, target: string): ConformanceRow | undefined =>
    report.rows.find((row) => row.rule === rule && row.target === target);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const engines = targets.map((target) => {
    const { engine = '', date = '', counts } = report.engines[target] ?? {};
    return line([NAMES[target] ?? target, cell(engine), date, ...countsOf(counts)]);
  });
  const matrix = rules.map((rule) => line([rule, ...targets.map((target) => resultOf(find(rule, target)))]));
  const reasons = report.rows
    .filter(({ reason }) => reason !== undefined)
    .map(({ rule, target, word, reason = '' }) => line([rule, NAMES[target] ?? target, word, cell(reason)]));
  return [
    '| SIEM | engine | date | boundary cases | broken targets | random rules on random events |\n|---|---|---|---|---|---|\n',
    ...engines,
    '\n',
    line(['rule', ...targets.map((target) => NAMES[target] ?? target)]),
    `|---|${'---|'.repeat(targets.length)}\n`,
    ...matrix,
    ...panelTable(report),
    ...secondTable(report),
    ...artifactTable(report),
    '\n| rule | SIEM | word | why |\n|---|---|---|---|\n',
    ...reasons,
  ].join('');
};
