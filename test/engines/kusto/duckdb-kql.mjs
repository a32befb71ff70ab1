// duckdb-kql in a virtual environment of its own, in the cache.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), 'requirements.txt');

/** As pinned in requirements.txt. */
export const DUCKDB_KQL_VERSION = /^duckdb-kql==(.+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))[1];

/** Installs unless the cache has these versions; resolves to the interpreter's path. */
export const installDuckdbKql = async () => {
  const folder = join(cacheFolder('kusto'), 'venv');
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, '.complete');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === wanted) return python;
  await runInstaller('create Python environment', 'python3', ['-m', 'venv', folder]);
  await runInstaller('install duckdb-kql', python, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
  writeFileSync(complete, wanted);
  return python;
};
