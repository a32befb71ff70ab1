// Programs of Debian packages, unpacked into the cache and not installed: rsyslog and syslog-ng exclude each other.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

/** Where the packages of one forwarder lie; libraries first, so that what the machine has does not matter. */
const treeOf = (name) => join(cacheFolder('forwarders'), name);

/** Folders with libraries of an unpacked tree, for LD_LIBRARY_PATH. */
export const libraryPath = (tree, more = []) =>
  [
    ...['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu'],
    ...more,
  ]
    .map((folder) => join(tree, folder))
    .filter((folder) => existsSync(folder))
    .join(':');

/**
 * Downloads and unpacks the packages unless that was done; resolves with the tree's path.
 * @throws Error when apt cannot download them.
 */
export const unpackPackages = async (name, packages) => {
  const tree = treeOf(name);
  const complete = join(tree, '.complete');
  if (existsSync(complete)) return tree;
  const folder = mkdtempSync(join(cacheFolder('forwarders'), `${name}-`));
  try {
    const download = () => runInstaller(`download ${name}`, 'apt-get', ['download', ...packages], { cwd: folder });
    try {
      // A fresh machine has no package lists.
      if (spawnSync('apt-cache', ['show', packages[0]], { stdio: 'ignore' }).status !== 0) throw new Error('no lists');
      await download();
    } catch {
      // Lists that are old name versions that are gone.
      await runInstaller('package lists', 'apt-get', ['update', '-qq']);
      await download();
    }
    const unpacked = join(folder, 'tree');
    mkdirSync(unpacked);
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.deb'))) {
      await runInstaller(`unpack ${file}`, 'dpkg', ['-x', join(folder, file), unpacked]);
    }
    writeFileSync(join(unpacked, '.complete'), `${packages.join('\n')}\n`);
    rmSync(tree, { recursive: true, force: true });
    renameSync(unpacked, tree);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tree;
};
