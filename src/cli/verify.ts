/**
 * agent-siem verify: the tamper check.
 * @module
 */
import { readFileSync } from 'node:fs';
import { AgentSiemError } from '../error.js';
import { eventFromRow } from '../targets/sentinel/index.js';
import { defaultDataDir, verifyExport, verifyTrail, type Finding, type VerifyReport } from '../trail/index.js';
import type { RegisterCommand } from './command.js';
import { EXIT_DONE, EXIT_FINDINGS } from './exit-codes.js';
import { counted } from './counted.js';
import { terminalText } from './terminal-text.js';

interface Flags {
  readonly data?: string;
  readonly events?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  agent-siem verify --data .agent-siem             check the trail on this machine
  agent-siem verify --events export.ndjson         check a copy that a SIEM exported

Exit code 0: nothing found; 1: tampered or damaged, with the place; 2: nothing to check, or a key is missing.`;

const readKey = (file: string | undefined): string | undefined => {
  const named = process.env['AGENT_SIEM_TRAIL_KEY'];
  if (file === undefined) return named === '' ? undefined : named;
  // An editor's final newline is not part of the key.
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
};

/** Findings printed one by one; a wrong key or a rewritten trail has one for each line. */
const MAX_TOLD = 20;

const describe = ({ kind, segment, line, sequence, message }: Finding): string =>
  `${segment}:${String(line)}: sequence ${String(sequence)}: ${kind}: ${message}`;

const print = (report: VerifyReport): void => {
  const told = report.findings.slice(0, MAX_TOLD);
  for (const finding of told) process.stdout.write(`${terminalText(describe(finding))}\n`);
  const more = report.findings.length - told.length;
  if (more > 0) process.stdout.write(`and ${counted(more, 'more finding')}; --json prints them\n`);
  for (const note of report.notes) process.stdout.write(`note: ${terminalText(note)}\n`);
  const { events, segments, from, to, trailIds } = report;
  const what = `${counted(events, 'event')} in ${counted(segments, 'file')}, sequences ${String(from)} to ${String(to)}, ${trailIds.join(', ')}`;
  process.stdout.write(
    report.ok ? `ok: ${what}\n` : `NOT OK: ${counted(report.findings.length, 'finding')} in ${what}\n`,
  );
};

/** Adds the verify command. */
export const register: RegisterCommand = (program) => {
  program
    .command('verify')
    .description('check that nothing in a trail, or in an export of it, was edited, removed, inserted or reordered')
    .option('--data <dir>', 'data folder (default: AGENT_SIEM_DATA or .agent-siem)')
    .option('--events <file>', 'an export of a SIEM instead: JSON, a record or a whole answer on each line')
    .option('--key-file <file>', 'key the trail was begun with (default: AGENT_SIEM_TRAIL_KEY)')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: Flags) => {
      if (flags.data !== undefined && flags.events !== undefined) {
        throw new AgentSiemError('--data and --events are two different checks', {
          code: 'cli.usage',
          mend: 'Give one.',
        });
      }
      const key = readKey(flags.keyFile);
      const options = key === undefined ? {} : { key };
      const report =
        flags.events === undefined
          ? await verifyTrail(flags.data ?? defaultDataDir(), options)
          : await verifyExport(flags.events, { ...options, restoreRow: eventFromRow });
      if (flags.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
      else print(report);
      process.exitCode = report.ok ? EXIT_DONE : EXIT_FINDINGS;
    });
};
