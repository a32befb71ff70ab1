// chdb: ClickHouse with its own, independent reading of the Kusto language, in a virtual environment in the cache. Only
// the core package: what the full one adds (data frames) is not used.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'chdb-requirements.txt');

/** As pinned in chdb-requirements.txt. */
export const CHDB_VERSION = /^chdb-core==(.+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];

/** Installs unless the cache has this version; resolves to the interpreter's path. */
export const installChdb = async () => {
  const folder = join(cacheFolder('kusto'), 'chdb');
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, '.complete');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === wanted) return python;
  await runInstaller('create Python environment for chdb', 'python3', ['-m', 'venv', folder]);
  await runInstaller('install chdb (about 150 MB)', python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '-r',
    REQUIREMENTS,
  ]);
  writeFileSync(complete, wanted);
  return python;
};
