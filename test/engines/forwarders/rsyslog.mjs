// rsyslog from Debian 12, run in the foreground with a configuration and state of its own.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../guarded.mjs';
import { libraryPath, unpackPackages } from './debian.mjs';

/** What is run. */
export const RSYSLOG_VERSION = '8.2302';

const PACKAGES = ['rsyslog', 'rsyslog-elasticsearch', 'libestr0', 'libfastjson4', 'liblognorm5', 'libcurl4'];

/** Downloads it unless it is in the cache. */
export const installRsyslog = () => unpackPackages('rsyslog', PACKAGES);

/** Starts rsyslogd on a configuration file; its own messages go to `folder`/rsyslog.log. */
export const startRsyslog = async ({ configFile, folder }) => {
  const tree = await installRsyslog();
  const log = openSync(join(folder, 'rsyslog.log'), 'a');
  const libraries = libraryPath(tree);
  const modules = libraries
    .split(':')
    .map((one) => join(one, 'rsyslog'))
    .join(':');
  const server = startGuarded(join(tree, 'usr/sbin/rsyslogd'), ['-n', '-f', configFile, '-iNONE', '-M', modules], {
    stdio: ['pipe', log, log],
    cwd: folder,
    env: { PATH: process.env.PATH, LD_LIBRARY_PATH: libraries },
  });
  closeSync(log);
  return server;
};
