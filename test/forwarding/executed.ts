// collector-config/executed.json and the table of it in collector-config/README.md: what carried events here, in which
// version, and what was compared. Written by `npm run test:engines -- forwarding --write-report` alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'collector-config/executed.json';
export const README = 'collector-config/README.md';
const BEGIN = '<!-- executed: written by npm run test:engines -- forwarding --write-report -->';
const END = '<!-- /executed -->';

export interface ExecutedCheck {
  readonly check: string;
  /** Events of the trail, each compared with what arrived. */
  readonly events: number;
}

export interface ExecutedForwarder {
  readonly version: string;
  readonly date: string;
  readonly checks: readonly ExecutedCheck[];
}

/** By name: a folder of collector-config, or core-collector. */
export type Executed = Readonly<Record<string, ExecutedForwarder>>;

/** What the last written run found. */
export const readExecuted = (): Executed =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Executed) : {};

/** The README with the table of a run in it. */
export const withTable = (readme: string, executed: Executed): string => {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${README} has no place for the table`);
  const rows = Object.entries(executed).flatMap(([name, { version, date, checks }]) =>
    checks.map(({ check, events }) => `| ${name} | ${version} | ${check} | ${String(events)} | ${date} |`),
  );
  const table = ['| what | version | how | events compared | date |', '|---|---|---|---|---|', ...rows].join('\n');
  return `${readme.slice(0, begin)}${BEGIN}\n\n${table}\n\n${readme.slice(end)}`;
};

/** Writes both. */
export const writeExecuted = (executed: Executed): void => {
  const sorted = Object.fromEntries(Object.entries(executed).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), sorted));
};
