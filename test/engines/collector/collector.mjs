// A collector of one of the two versions, started on configuration files, killed or stopped.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../guarded.mjs';
import { installCollector } from './install.mjs';

const commandLine = ({ files, featureGates = [] }) => [
  ...featureGates.map((gate) => `--feature-gates=${gate}`),
  ...files.flatMap((file) => ['--config', file]),
];
const environmentOf = (environment) => ({ PATH: process.env.PATH, ...environment });

/** Starts it; what it says goes to `folder`/collector.log. It has not bound its port yet. */
export const startCollectorProcess = async ({ version, folder, environment = {}, ...settings }) => {
  const binary = await installCollector(version);
  const log = openSync(join(folder, 'collector.log'), 'a');
  const server = startGuarded(binary, commandLine(settings), {
    stdio: ['pipe', log, log],
    cwd: folder,
    env: environmentOf(environment),
  });
  closeSync(log);
  return server;
};

/** What `validate` says of the files: undefined when they are valid, else its output. */
export const validateFiles = async ({ version, environment = {}, ...settings }) => {
  const binary = await installCollector(version);
  const { status, stderr, stdout } = spawnSync(binary, ['validate', ...commandLine(settings)], {
    encoding: 'utf8',
    env: environmentOf(environment),
  });
  return status === 0 ? undefined : `${stdout}${stderr}`;
};
