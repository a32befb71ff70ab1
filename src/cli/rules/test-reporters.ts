/**
 * How `rules test` reports: to people, CI systems and machines.
 * @module
 */
import type { Issue } from '../../rules/index.js';
import { terminalText } from '../terminal-text.js';

/** One test that ran. */
export interface TestOutcome {
  readonly rule: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly passed: boolean;
  /** What differs; empty when passed. */
  readonly message: string;
}

/** From all outcomes, and the errors of rules that could not be read, to the text for stdout. */
export type TestReporter = (outcomes: readonly TestOutcome[], errors: readonly Issue[]) => string;

const byRule = (outcomes: readonly TestOutcome[]): ReadonlyMap<string, readonly TestOutcome[]> => {
  const rules = new Map<string, TestOutcome[]>();
  for (const outcome of outcomes) {
    const present = rules.get(outcome.rule);
    if (present === undefined) rules.set(outcome.rule, [outcome]);
    else present.push(outcome);
  }
  return rules;
};

const count = (outcomes: readonly TestOutcome[]): { readonly passed: number; readonly failed: number } => {
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, failed: outcomes.length - passed };
};

const pretty: TestReporter = (outcomes) => {
  const lines: string[] = [];
  for (const [rule, tests] of byRule(outcomes)) {
    const { passed, failed } = count(tests);
    lines.push(`${failed === 0 ? 'ok  ' : 'FAIL'} ${rule} (${String(passed)} of ${String(tests.length)})`);
    for (const test of tests.filter((each) => !each.passed)) {
      lines.push(`     ${test.name}`, `       ${test.file}:${String(test.line)}:${String(test.column)}`);
      lines.push(...test.message.split('\n').map((line) => `       ${line}`));
    }
  }
  const { passed, failed } = count(outcomes);
  lines.push(`${String(passed)} passed, ${String(failed)} failed`);
  return `${lines.map(terminalText).join('\n')}\n`;
};

/** Characters that XML 1.0 cannot hold become U+FFFD. */
const xml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');

/** Rules that cannot be read, as tests that ended in an error: a suite a file. */
const brokenSuites = (errors: readonly Issue[]): string =>
  [...new Set(errors.map(({ file }) => file))]
    .map((file) => {
      const own = errors.filter((error) => error.file === file);
      const cases = own.map(({ code, line, message, mend }) => {
        const text = mend === undefined ? message : `${message}\n${mend}`;
        return `    <testcase classname="${xml(file)}" name="${xml(code)}" file="${xml(file)}" line="${String(line)}">\n      <error message="${xml(message)}">${xml(text)}</error>\n    </testcase>\n`;
      });
      return `  <testsuite name="${xml(file)}" tests="${String(own.length)}" failures="0" errors="${String(own.length)}">\n${cases.join('')}  </testsuite>\n`;
    })
    .join('');

const junit: TestReporter = (outcomes, errors) => {
  const suites = [...byRule(outcomes)].map(([rule, tests]) => {
    const cases = tests.map((test) => {
      const head = `    <testcase classname="${xml(rule)}" name="${xml(test.name)}" file="${xml(test.file)}" line="${String(test.line)}"`;
      if (test.passed) return `${head}/>\n`;
      return `${head}>\n      <failure message="${xml(test.message.split('\n')[0] ?? '')}">${xml(test.message)}</failure>\n    </testcase>\n`;
    });
    const { failed } = count(tests);
    return `  <testsuite name="${xml(rule)}" tests="${String(tests.length)}" failures="${String(failed)}" errors="0">\n${cases.join('')}  </testsuite>\n`;
  });
  const { failed } = count(outcomes);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="agent-siem rules test" tests="${String(outcomes.length + errors.length)}" failures="${String(failed)}" errors="${String(errors.length)}">\n${suites.join('')}${brokenSuites(errors)}</testsuites>\n`;
};

const command = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => command(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

interface Annotation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly text: string;
}

const annotation = ({ file, line, column, title, text }: Annotation): string =>
  `::error file=${property(file)},line=${String(line)},col=${String(column)},title=${property(title)}::${command(text)}\n`;

const github: TestReporter = (outcomes, errors) =>
  [
    ...errors.map(({ code, message, mend, ...place }) =>
      annotation({ ...place, title: code, text: mend === undefined ? message : `${message}\n${mend}` }),
    ),
    ...outcomes
      .filter((outcome) => !outcome.passed)
      .map(({ rule, name, message, ...place }) => annotation({ ...place, title: `${rule}: ${name}`, text: message })),
  ].join('');

const json: TestReporter = (outcomes, errors) =>
  `${JSON.stringify({ ...count(outcomes), tests: outcomes, errors }, null, 2)}\n`;

/** Reporter by name. */
export const TEST_REPORTERS = { pretty, junit, github, json } as const satisfies Readonly<Record<string, TestReporter>>;
