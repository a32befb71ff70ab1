// npm run test:engines [-- elastic sentinel pack pysigma ...]: installs the engines, starts each once, runs the conformance suite and
// the checks of the pack, stops every process. In CI a missing engine fails; elsewhere it is named and left out.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInstaller } from './download.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const engines = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

const installPackages = async () => {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  const stamp = join(here, 'node_modules', '.agent-siem-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  await runInstaller('install test/engines', 'npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: here,
  });
  writeFileSync(stamp, lock);
};

const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

await installPackages();
const built = run(process.execPath, ['scripts/build.mjs', '--if-stale']);
if (built !== 0) process.exit(built);
const CHECKS = ['pack', 'pysigma'];
const packOnly = engines.length > 0 && engines.every((engine) => CHECKS.includes(engine));
const conformance = packOnly
  ? 0
  : run('npx', ['--no-install', 'vitest', 'run', '--config', 'test/conformance/vitest.config.ts'], {
      AGENT_SIEM_ENGINES: engines.filter((engine) => !CHECKS.includes(engine)).join(','),
    });
// The report the suite may have written is part of the pack's manifest.
const rebuilt = run(process.execPath, ['dist/cli/main.js', 'pack', 'build']);
const packs =
  engines.length === 0 || engines.includes('pack') ? run(process.execPath, ['test/engines/pack/run.mjs']) : 0;
const pysigma =
  engines.length === 0 || engines.includes('pysigma') ? run(process.execPath, ['test/rules/pysigma/run.mjs']) : 0;
process.exit(conformance || rebuilt || packs || pysigma);
