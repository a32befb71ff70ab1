/**
 * agent-siem pack: build, verify, diff.
 * @module
 */
import type { RegisterCommand } from '../command.js';
import { register as build } from './build.js';
import { register as diff } from './diff.js';
import { register as verify } from './verify.js';

/** Adds the pack command. */
export const register: RegisterCommand = async (program, argv) => {
  const pack = program.command('pack').description('The files to import into Splunk, Elastic, Sentinel and Datadog.');
  for (const add of [build, verify, diff]) await add(pack, argv);
};
