// npm run test:engines [-- splunk elastic sentinel datadog pack pysigma forwarding] [--write-report]: installs the engines, starts each
// once, runs the conformance suite, the checks of the pack and the collectors and forwarders, stops every process. In CI a
// missing engine fails; elsewhere it is named and left out, unless it was asked for. --write-report writes
// pack/conformance.json and collector-config/executed.json; --check only says what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { availableTargets, forwardingAvailable, TARGETS } from './available.mjs';
import { runInstaller } from './download.mjs';

const CHECKS = ['pack', 'pysigma', 'forwarding'];
const FLAGS = ['--write-report', '--check'];

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const given = process.argv.slice(2);
const flags = given.filter((argument) => argument.startsWith('-'));
const names = given.filter((argument) => !argument.startsWith('-'));
const unknown = given.find((argument) => ![...CHECKS, ...TARGETS, ...FLAGS].includes(argument));
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is not known; there are ${[...TARGETS, ...CHECKS, ...FLAGS].join(', ')}\n`);
  process.exit(2);
}
const asked = names.filter((name) => TARGETS.includes(name));
const wants = (check) => names.length === 0 || names.includes(check);

const installPackages = async () => {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  const stamp = join(here, 'node_modules', '.agent-siem-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  await runInstaller('install test/engines', 'npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: here,
  });
  writeFileSync(stamp, lock);
};

const report = flags.includes('--write-report') ? { AGENT_SIEM_WRITE_REPORT: '1' } : {};
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...report, ...env } }).status ?? 1;

const onlyChecks = names.length > 0 && asked.length === 0;
const available = { install: !flags.includes('--check') };
let targets = [];
let forwards = false;
try {
  if (!onlyChecks) targets = await availableTargets(asked, available);
  forwards = wants('forwarding') && (await forwardingAvailable(names.includes('forwarding'), available));
} catch (error) {
  process.stderr.write(`engines: ${error.message}\n`);
  process.exit(1);
}
if (flags.includes('--check')) {
  process.stdout.write(`engines: ${targets.join(', ')}\n`);
  process.exit(0);
}
await installPackages();
const built = run(process.execPath, ['scripts/build.mjs', '--if-stale']);
if (built !== 0) process.exit(built);
const suite = (folder) =>
  run('npx', ['--no-install', 'vitest', 'run', '--config', `test/${folder}/vitest.config.ts`], {
    AGENT_SIEM_ENGINES: targets.join(','),
  });
const buildPack = () => run(process.execPath, ['dist/cli/main.js', 'pack', 'build']);
const fresh = buildPack();
if (fresh !== 0) process.exit(fresh);
const conformance = targets.length === 0 ? 0 : suite('conformance');
const packs = wants('pack') ? run(process.execPath, ['test/engines/pack/run.mjs']) : 0;
// The report that the suites may have written is part of the pack's manifest.
const rebuilt = buildPack();
const pysigma = wants('pysigma') ? run(process.execPath, ['test/rules/pysigma/run.mjs']) : 0;
const forwarding = forwards ? suite('forwarding') : 0;
process.exit(conformance || rebuilt || packs || pysigma || forwarding);
