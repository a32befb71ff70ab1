/**
 * agent-siem deadletter: what a receiver would not take.
 * @module
 */
import { existsSync } from 'node:fs';
import { Option } from 'commander';
import {
  createOtlpSink,
  readDeadLetter,
  readFront,
  replayDeadLetters,
  type DeadLetter,
  type OtlpProtocol,
} from '../deliver/index.js';
import { AgentSiemError } from '../error.js';
import { RECORD_OUTLINE, toLogRecord } from '../otel/index.js';
import { droppedLines, layoutOf, sideFilePieces } from '../trail/index.js';
import type { RegisterCommand } from './command.js';
import { DATA_OPTION_HELP, dataFolder } from './data-folder.js';
import { EXIT_DONE, EXIT_FINDINGS } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

interface ListFlags {
  readonly data?: string;
  readonly json?: boolean;
}

interface ReplayFlags extends ListFlags {
  readonly url?: string;
  readonly protocol?: OtlpProtocol;
  readonly sink: string;
}

const BATCH = 512;

const fileIn = (data: string | undefined): string => {
  const { dir, deadLetter } = layoutOf(dataFolder(data));
  if (existsSync(dir)) return deadLetter;
  throw new AgentSiemError('there is no data folder here', {
    code: 'cli.no-data',
    file: dir,
    mend: 'Name it with --data.',
  });
};

function* lettersIn(file: string): Generator<DeadLetter | undefined, void, undefined> {
  for (const piece of [...sideFilePieces(file), ...(existsSync(file) ? [file] : [])]) {
    let from = 0;
    for (let front = readFront(piece, BATCH); front.bytes > 0; front = readFront(piece, BATCH, from)) {
      for (const line of front.lines) if (line !== '') yield readDeadLetter(line);
      from += front.bytes;
    }
  }
}

const listJson = (file: string): void => {
  for (const letter of lettersIn(file)) {
    if (letter === undefined) continue;
    const { event, ...rest } = letter;
    const { event_id, event_type } = event;
    process.stdout.write(`${JSON.stringify({ ...rest, event_id, event_type })}\n`);
  }
};

/** Reasons told apart; a receiver may put a different text into each. */
const MAX_KINDS = 100;

const listText = (file: string): void => {
  const kinds = new Map<string, { count: number; first: string; last: string }>();
  let total = 0;
  let unreadable = 0;
  for (const letter of lettersIn(file)) {
    if (letter === undefined) {
      unreadable += 1;
      continue;
    }
    total += 1;
    const named = `${letter.sink}: ${letter.reason}`;
    const kind = kinds.has(named) || kinds.size < MAX_KINDS ? named : `${letter.sink}: other reasons`;
    const known = kinds.get(kind) ?? { count: 0, first: letter.rejected_at, last: letter.rejected_at };
    kinds.set(kind, { count: known.count + 1, first: known.first, last: letter.rejected_at });
  }
  for (const [kind, { count, first, last }] of kinds) {
    process.stdout.write(`${String(count)}  ${terminalText(`${first} to ${last}  ${kind}`)}\n`);
  }
  const dropped = droppedLines(file);
  process.stdout.write(`${String(total)} dead letters\n`);
  if (unreadable > 0) process.stdout.write(`${String(unreadable)} lines cannot be read\n`);
  if (dropped > 0) process.stdout.write(`${String(dropped)} older ones were removed for room; the trail has them\n`);
};

const replay = async ({ data, url, protocol, sink: name, json }: ReplayFlags): Promise<void> => {
  fileIn(data);
  const sink = createOtlpSink({
    name,
    toRecord: toLogRecord,
    outline: RECORD_OUTLINE,
    ...(url === undefined ? {} : { url }),
    ...(protocol === undefined ? {} : { protocol }),
  });
  try {
    const report = await replayDeadLetters({ dir: dataFolder(data), sink });
    const { delivered, rejected, left, others, reason } = report;
    if (json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
    else {
      process.stdout.write(
        `${String(delivered)} delivered, ${String(rejected)} rejected again, ${String(left)} left, ${String(others)} of other sinks or unreadable\n`,
      );
      if (reason !== undefined) process.stdout.write(`${terminalText(reason)}\n`);
    }
    process.exitCode = rejected + left > 0 ? EXIT_FINDINGS : EXIT_DONE;
  } finally {
    await sink.close();
  }
};

/** Adds the deadletter command. */
export const register: RegisterCommand = (program) => {
  const command = program.command('deadletter').description('list and replay events that a receiver would not take');
  command
    .command('list')
    .description('how many, from when, and why')
    .option('--data <dir>', DATA_OPTION_HELP)
    .option('--json', 'one JSON object a letter, without the event itself')
    .addHelpText('after', '\nExample:\n  agent-siem deadletter list --data .agent-siem')
    .action(({ data, json }: ListFlags) => {
      (json === true ? listJson : listText)(fileIn(data));
    });
  command
    .command('replay')
    .description('send them again over OTLP; what is acknowledged leaves the file')
    .option('--data <dir>', DATA_OPTION_HELP)
    .option(
      '--url <url>',
      'full address, such as http://localhost:4318/v1/logs (default: OTEL_EXPORTER_OTLP_* variables)',
    )
    .addOption(new Option('--protocol <protocol>', 'encoding').choices(['http/json', 'http/protobuf']))
    .option('--sink <name>', 'letters of this sink', 'otlp')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      `
The process that writes the trail may run meanwhile. A letter leaves the file when it is acknowledged; one that is
rejected again stays with the new reason. A replay that is killed loses none and may send some twice (same event_id).

Exit codes: 0 none left, 1 some are left, 2 bad input.

Example:
  agent-siem deadletter replay --url http://localhost:4318/v1/logs`,
    )
    .action(replay);
};
