// syslog-ng from Debian 12, run in the foreground with a configuration and state of its own.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../guarded.mjs';
import { libraryPath, unpackPackages } from './debian.mjs';

/** What is run. */
export const SYSLOG_NG_VERSION = '3.38';

const PACKAGES = [
  'syslog-ng-core',
  'syslog-ng-mod-http',
  'libivykis0',
  'libnet1',
  'libpcre3',
  'libwrap0',
  'libjson-c5',
  'libcurl4',
];

/** Downloads it unless it is in the cache. */
export const installSyslogNg = () => unpackPackages('syslog-ng', PACKAGES);

/** Starts syslog-ng on a configuration file; `environment` is what the configuration may name. */
export const startSyslogNg = async ({ configFile, folder, environment = {} }) => {
  const tree = await installSyslogNg();
  const log = openSync(join(folder, 'syslog-ng.log'), 'a');
  const server = startGuarded(
    join(tree, 'usr/sbin/syslog-ng'),
    [
      '--foreground',
      '--stderr',
      '--no-caps',
      `--cfgfile=${configFile}`,
      `--persist-file=${join(folder, 'syslog-ng.persist')}`,
      `--control=${join(folder, 'control')}`,
      `--pidfile=${join(folder, 'syslog-ng.pid')}`,
      `--module-path=${join(tree, 'usr/lib/syslog-ng', SYSLOG_NG_VERSION)}`,
    ],
    {
      stdio: ['pipe', log, log],
      cwd: folder,
      env: { PATH: process.env.PATH, LD_LIBRARY_PATH: libraryPath(tree, ['usr/lib/syslog-ng']), ...environment },
    },
  );
  closeSync(log);
  return server;
};
