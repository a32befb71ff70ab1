/**
 * agent-siem schema check.
 * @module
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AgentSiemError } from '../../error.js';
import { readEvent } from '../../event/index.js';
import { createSecretScanner, locateJson } from '../../secrets/index.js';
import { EXIT_FINDINGS } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';
import { unreadable } from './read-schema.js';

/** Largest file that is read whole to see whether it is one JSON document. */
const MAX_WHOLE = 64 * 1024 * 1024;

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

/** Checks one event, an array of them, or NDJSON; findings are printed. */
export const check = async (file: string, options: CheckOptions): Promise<void> => {
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
