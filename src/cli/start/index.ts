/**
 * agent-siem start: receiver, trail, evaluator and alerts in one process.
 * @module
 */
import type { RegisterCommand } from '../command.js';
import { DATA_OPTION_HELP } from '../data-folder.js';
import { collect, parsePort, type StartFlags } from './options.js';

const HELP = `
First an example session runs: a real MCP client against real servers, its events over OTLP/HTTP into this receiver,
and the alerts they deserve. Then the receiver stays up for your agents.

With --once it ends after the example (exit 0 whether or not alerts fired) and keeps its data in a temporary folder
unless --data names one. With --json stdout is NDJSON, one alert a line, and nothing else.

AGENT_SIEM_TOKEN, when set, is the bearer token that every request needs. AGENT_SIEM_TRAIL_KEY keys the trail's chain.

Example:
  $ agent-siem start --lookup agent_scope=scope.csv --webhook https://hooks.example.com/soc`;

/** Adds the start command. */
export const register: RegisterCommand = (program) => {
  program
    .command('start')
    .description('receive OTLP logs, keep the trail, raise alerts; plays an example session first')
    .option('--once', 'play the example session and exit')
    .option('--json', 'print alerts as NDJSON and nothing else')
    .option('--data <dir>', DATA_OPTION_HELP)
    .option('--otlp-port <port>', 'OTLP/HTTP receiver (default: 4318, any free one if it is taken)', parsePort)
    .option('--port <port>', 'stream and query (default: 4319, any free one if it is taken)', parsePort)
    .option('--webhook <url>', 'POST each alert there as JSON')
    .option('--rules <path>', "rule file or folder; repeatable (default: the package's own rules)", collect)
    .option('--lookup <name=file>', 'lookup table as CSV, such as agent_scope=scope.csv; repeatable', collect)
    .option('--config <file>', 'agent-siem.config.yml: parameters and exceptions')
    .option('--group <name>', 'group that may read the trail, for forwarders')
    .option('--no-story', 'do not play the example session')
    .addHelpText('after', HELP)
    .action(async (flags: StartFlags) => {
      const { runStart } = await import('./run-start.js');
      await runStart(flags);
    });
};
