/**
 * agent-siem import: the records an agent has written, as governance events.
 * @module
 */
import { createReadStream, statSync } from 'node:fs';
import { once } from 'node:events';
import { Option } from 'commander';
import { AgentSiemError } from '../error.js';
import { createMapping, createReasonCount, readLogFile, SOURCE_NAMES, type SourceName } from '../ingest/index.js';
import { createSecretScanner } from '../secrets/index.js';
import type { RegisterCommand } from './command.js';
import { EXIT_BAD_INPUT } from './exit-codes.js';
import { counted } from './counted.js';
import { terminalText } from './terminal-text.js';

const OUTPUT_CHUNK = 64 * 1024;
/** Bad lines told one by one; the rest is counted. */
const MAX_TOLD = 20;

/** Lines on stdout in large writes, no faster than the reader takes them. */
const createLineOutput = () => {
  let waiting = '';
  const drain = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  return {
    write: async (line: string): Promise<void> => {
      waiting += `${line}\n`;
      if (waiting.length >= OUTPUT_CHUNK) await drain();
    },
    end: drain,
  };
};

const openInput = (file: string): AsyncIterable<Buffer> => {
  if (file === '-') return process.stdin as AsyncIterable<Buffer>;
  try {
    if (statSync(file).isFile()) return createReadStream(file) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new AgentSiemError('cannot be read', { code: 'import.no-file', file, cause: error });
  }
  throw new AgentSiemError('not a file', { code: 'import.no-file', file });
};

const importFile = async (file: string, from: SourceName): Promise<void> => {
  const fingerprintKey = process.env['AGENT_SIEM_FINGERPRINT_KEY'];
  const scanner = createSecretScanner(fingerprintKey ? { fingerprintKey } : {});
  const mapping = createMapping({ scanner, only: from });
  const skipped = createReasonCount();
  const output = createLineOutput();
  let events = 0;
  let bad = 0;
  const tell = (text: string): void => {
    bad += 1;
    if (bad <= MAX_TOLD) process.stderr.write(`${terminalText(text)}\n`);
  };
  for await (const item of readLogFile(openInput(file), file)) {
    if (item.kind === 'error') {
      tell(item.error.describe());
      continue;
    }
    if (item.kind === 'skipped') {
      skipped.add(item.reason);
      continue;
    }
    const mapped = mapping.map(item.record);
    for (const { line } of mapped.events) await output.write(line);
    events += mapped.events.length;
    if (mapped.skipped !== undefined) skipped.add(mapped.skipped);
    if (mapped.rejected !== undefined) tell(`${file}:${String(item.line)}: ${mapped.rejected}`);
  }
  await output.end();
  if (bad > MAX_TOLD) process.stderr.write(`and ${counted(bad - MAX_TOLD, 'more bad record')}\n`);
  process.stderr.write(`${counted(events, 'event')}, ${counted(skipped.total, 'record')} skipped\n`);
  for (const [reason, count] of skipped.entries()) {
    process.stderr.write(`${String(count).padStart(8)}  ${terminalText(reason)}\n`);
  }
  if (bad > 0) process.exitCode = EXIT_BAD_INPUT;
};

/** Adds the import command. */
export const register: RegisterCommand = (program) => {
  program
    .command('import')
    .description('read the OTLP log records of an agent and print governance events as NDJSON')
    .addOption(new Option('--from <agent>', 'whose records').choices(SOURCE_NAMES).makeOptionMandatory())
    .argument('<file>', 'OTLP JSON: export requests or log records, one a line or one document; - reads stdin')
    .addHelpText(
      'after',
      `
Events go to stdout; skipped records are counted by reason on stderr. The same record always gives the same event_id.
Nothing of prompts, parameters or output is kept: hashes and field names stand for them, secrets in them become
secret.detected events. Their fingerprints compare across runs when AGENT_SIEM_FINGERPRINT_KEY is set.

Exit codes: 0 done, 2 bad input (everything that could be read is printed all the same).

Example:
  agent-siem import --from claude-code otel-logs.jsonl > events.ndjson
  agent-siem rules eval --events events.ndjson`,
    )
    .action(async (file: string, { from }: { readonly from: SourceName }) => {
      await importFile(file, from);
    });
};
