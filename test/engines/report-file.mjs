// pack/conformance.json as a file: what the engine suites executed. Only `npm run test:engines -- --write-report` writes it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../pack/conformance.json');
const TARGETS = ['splunk', 'elastic', 'sentinel', 'datadog'];

/** Whether this run may write. */
export const writes = () => process.env.AGENT_SIEM_WRITE_REPORT === '1';

/** The day of a run, as the report says it. */
export const today = () => new Date().toISOString().slice(0, 10);

/** The report as it stands; empty where there is none. */
export const readReport = () => ({
  engines: {},
  artifacts: {},
  rows: [],
  ...(existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}),
});

const indented = (value) => JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');

/** Targets in their order, artifacts by name, a line a row. */
export const writeReport = ({ engines, artifacts, rows }) => {
  const targets = Object.fromEntries(
    TARGETS.flatMap((name) => (engines[name] === undefined ? [] : [[name, engines[name]]])),
  );
  const checks = Object.fromEntries(Object.entries(artifacts).sort(([left], [right]) => (left < right ? -1 : 1)));
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  writeFileSync(
    FILE,
    `{\n  "engines": ${indented(targets)},\n  "artifacts": ${indented(checks)},\n  "rows": [\n${lines}\n  ]\n}\n`,
  );
};
