// Builds the two collectors from the Go module proxy, once for each content of their module folder.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Versions there is a module for: the core collector of our own OTLP path, and one with the parts of contrib. */
export const COLLECTOR_VERSIONS = ['0.124', '0.149'];

const contentHash = (module) => {
  const hash = createHash('sha256');
  for (const name of readdirSync(module).sort()) hash.update(`${name}\0`).update(readFileSync(join(module, name)));
  return hash.digest('hex').slice(0, 16);
};

/** Path of the collector's binary; builds it unless it is in the cache. A cold build takes minutes. */
export const installCollector = async (version) => {
  const module = join(HERE, `otelcol-${version}`);
  const cache = cacheFolder('collector');
  const binary = join(cache, `otelcol-${version}-${contentHash(module)}`);
  if (existsSync(binary)) return binary;
  const options = {
    cwd: module,
    env: {
      ...process.env,
      GOFLAGS: '-mod=readonly -modcacherw -buildvcs=false',
      GOWORK: 'off',
      GOMODCACHE: join(cache, 'gomod'),
      GOCACHE: join(cache, 'gocache'),
    },
  };
  mkdirSync(options.env.GOMODCACHE, { recursive: true });
  await runInstaller(`download the modules of collector ${version}`, 'go', ['mod', 'download'], options);
  const unfinished = `${binary}.${process.pid}`;
  const build = ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, '.'];
  await runInstaller(`build collector ${version}`, 'go', build, options);
  renameSync(unfinished, binary);
  return binary;
};

/** Builds both. */
export const installCollectors = async () => {
  for (const version of COLLECTOR_VERSIONS) await installCollector(version);
};
