/**
 * Where a command finds the trail.
 * @module
 */
import { resolve } from 'node:path';

/** Help text of `--data`, the same for every command. */
export const DATA_OPTION_HELP = 'folder of the trail (default: $AGENT_SIEM_DATA, else .agent-siem here)';

/** The data folder, absolute: `--data`, else the environment variable AGENT_SIEM_DATA, else `.agent-siem` in the working folder. */
export const dataFolder = (option: string | undefined): string =>
  resolve(option ?? (process.env['AGENT_SIEM_DATA'] || '.agent-siem'));

/** An environment variable; undefined when it is empty. */
const fromEnvironment = (name: string): string | undefined => process.env[name] || undefined;

/** Key of the trail's chain: the environment variable AGENT_SIEM_TRAIL_KEY. */
export const trailKey = (): string | undefined => fromEnvironment('AGENT_SIEM_TRAIL_KEY');

/** Bearer token of the local servers: the environment variable AGENT_SIEM_TOKEN. */
export const serverToken = (): string | undefined => fromEnvironment('AGENT_SIEM_TOKEN');
