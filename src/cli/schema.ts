/**
 * agent-siem schema: print, check, diff, sample.
 * @module
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AgentSiemError } from '../error.js';
import { diffSchemas, readEvent, sampleEvents, SCHEMA_VERSION } from '../event/index.js';
import { createSecretScanner, locateJson } from '../secrets/index.js';
import type { RegisterCommand } from './command.js';
import { EXIT_FINDINGS } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

const SCHEMA_FILE = new URL('../event/governance-event.schema.json', import.meta.url);
/** Type of the event that `sample` prints alone. */
const SAMPLE_TYPE = 'tool_call.completed';
/** Largest file that is read whole to see whether it is one JSON document. */
const MAX_WHOLE = 64 * 1024 * 1024;

const unreadable = (file: string, cause: unknown): AgentSiemError =>
  new AgentSiemError('cannot be read', {
    code: 'schema.unreadable',
    file,
    mend: cause instanceof Error && 'code' in cause ? `The system says ${String(cause.code)}.` : undefined,
    cause,
  });

interface CheckOptions {
  readonly json?: boolean;
}

type Report = (line: number, error: AgentSiemError) => void;

/** True when the event is valid; reports it otherwise. */
const checkEvent = (event: unknown, lineOf: (field: string) => number, report: Report): boolean => {
  try {
    readEvent(event);
    return true;
  } catch (error) {
    if (!(error instanceof AgentSiemError)) throw error;
    report(lineOf(error.field ?? ''), error);
    return false;
  }
};

/** One event, or an array of them, over any number of lines. Undefined when the text is not one JSON value. */
const checkDocument = (text: string, report: Report): { readonly checked: number } | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const lineOf = locateJson(text);
  const events = Array.isArray(value) ? (value as unknown[]) : [value];
  events.forEach((event, index) => {
    const prefix = Array.isArray(value) ? `[${String(index)}]` : '';
    checkEvent(event, (field) => lineOf([prefix, field].filter((part) => part !== '').join('.')), report);
  });
  return { checked: events.length };
};

const checkLines = async (file: string, report: Report): Promise<number> => {
  let number = 0;
  let checked = 0;
  let parsed = 0;
  const bad: number[] = [];
  const lines = createInterface({ input: file === '-' ? process.stdin : createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    checked += 1;
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      bad.push(number);
      report(number, new AgentSiemError('not JSON', { code: 'schema.not-json', mend: 'One event a line.' }));
      continue;
    }
    parsed += 1;
    const at = number;
    checkEvent(event, () => at, report);
  }
  if (checked > 0 && parsed === 0) {
    throw new AgentSiemError('neither JSON nor NDJSON', { code: 'schema.not-json', file, line: bad[0] });
  }
  return checked;
};

const check = async (file: string, options: CheckOptions): Promise<void> => {
  const found: string[] = [];
  const name = file === '-' ? 'stdin' : file;
  const scanner = createSecretScanner();
  const report: Report = (line, { code, field: raw, message, mend }) => {
    // A field that nobody knows may be a secret in the wrong place.
    const field = raw === undefined ? undefined : scanner.scan(raw).redacted;
    const text =
      options.json === true
        ? JSON.stringify({ file: name, line, field, code, message, mend })
        : new AgentSiemError(message, { code, file: name, line, field, mend }).describe();
    found.push(terminalText(text));
  };
  let checked: number;
  try {
    const whole = file === '-' ? undefined : readIfSmall(file);
    checked =
      (whole === undefined ? undefined : checkDocument(whole, report)?.checked) ?? (await checkLines(file, report));
  } catch (error) {
    throw error instanceof AgentSiemError ? error : unreadable(file, error);
  }
  for (const line of found) process.stdout.write(`${line}\n`);
  if (found.length > 0) process.exitCode = EXIT_FINDINGS;
  else if (options.json !== true) process.stdout.write(`${terminalText(name)}: ${String(checked)} valid\n`);
};

const readIfSmall = (file: string): string | undefined => {
  const bytes = readFileSync(file);
  return bytes.length <= MAX_WHOLE ? bytes.toString('utf8') : undefined;
};

/** A schema by file or by the version this package carries. */
const readSchema = (name: string): Readonly<Record<string, unknown>> => {
  if (/^\d+\.\d+\.\d+$/.test(name) && name !== SCHEMA_VERSION) {
    throw new AgentSiemError(`schema ${name} is not in this package`, {
      code: 'schema.unknown-version',
      mend: `This package carries ${SCHEMA_VERSION}; give a file for any other.`,
    });
  }
  let text: string;
  try {
    text = readFileSync(name === SCHEMA_VERSION ? SCHEMA_FILE : name, 'utf8');
  } catch (error) {
    throw unreadable(name, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'properties' in value) return value;
  } catch {
    // Said below, together with JSON that is no schema.
  }
  throw new AgentSiemError('not a JSON Schema of an event', { code: 'schema.not-a-schema', file: name });
};

const versionOf = (schema: Readonly<Record<string, unknown>>): string => {
  const version = schema['x-version'];
  return typeof version === 'string' ? version : 'unknown version';
};

const diff = (from: string, to: string, options: CheckOptions): void => {
  const before = readSchema(from);
  const after = readSchema(to);
  const changes = diffSchemas(before, after);
  const breaking = changes.some(({ level }) => level === 'breaking');
  if (breaking) process.exitCode = EXIT_FINDINGS;
  if (options.json === true) {
    for (const change of changes) process.stdout.write(`${terminalText(JSON.stringify(change))}\n`);
    return;
  }
  for (const { level, path, change } of changes) {
    process.stdout.write(`${level.padEnd(8)} ${terminalText(path === '' ? 'event' : path)}: ${terminalText(change)}\n`);
  }
  const verdict = breaking ? 'breaking: a new major' : changes.length > 0 ? 'minor: a new minor' : 'no change';
  process.stdout.write(`${terminalText(versionOf(before))} -> ${terminalText(versionOf(after))}: ${verdict}\n`);
};

/** Adds the schema command. */
export const register: RegisterCommand = (program) => {
  const schema = program
    .command('schema')
    .description('the JSON Schema of the governance event: print it, check events, compare versions')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema check .agent-siem/trail/000001.jsonl');
  schema
    .command('print')
    .description('print the JSON Schema (2020-12)')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema print > governance-event.schema.json')
    .action(() => {
      process.stdout.write(readFileSync(SCHEMA_FILE));
    });
  schema
    .command('check')
    .description('check events: one JSON event, an array of them, or NDJSON')
    .argument('<file>', 'file, or - for NDJSON on standard input')
    .option('--json', 'findings as NDJSON')
    .addHelpText(
      'after',
      `
Each finding names file, line, field and what mends it.
Exit code: 0 all valid, 1 findings, 2 bad input.

Example:
  $ agent-siem schema check events.ndjson`,
    )
    .action(check);
  schema
    .command('diff')
    .description('compare two schemas and say whether the change is breaking or minor')
    .argument('<from>', `file, or ${SCHEMA_VERSION}`)
    .argument('<to>', `file, or ${SCHEMA_VERSION}`)
    .option('--json', 'changes as NDJSON')
    .addHelpText(
      'after',
      `
Exit code: 0 no change or minor, 1 breaking, 2 bad input.

Example:
  $ agent-siem schema diff ${SCHEMA_VERSION} next.schema.json`,
    )
    .action(diff);
  schema
    .command('sample')
    .description('print a valid event, always the same')
    .option('--all-types', 'one event of each type, as NDJSON')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema sample --all-types > events.ndjson')
    .action((options: { readonly allTypes?: boolean }) => {
      for (const { event, line } of sampleEvents()) {
        if (options.allTypes === true || event.event_type === SAMPLE_TYPE) process.stdout.write(`${line}\n`);
      }
    });
};
