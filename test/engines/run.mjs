// npm run test:engines [-- splunk elastic sentinel datadog pack pysigma forwarding] [--write-report]: installs the engines, runs the
// conformance suite, the checks of the pack and the collectors and forwarders with one Elasticsearch for them all, stops
// every process. In CI a missing engine fails; elsewhere it is named and left out, unless it was asked for. --write-report
// writes pack/conformance.json and collector-config/executed.json; --check only says what is missing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { availableTargets, forwardingAvailable, TARGETS } from './available.mjs';
import { runInstaller } from './download.mjs';
import { startElasticsearch } from './elasticsearch/elasticsearch.mjs';
import { SHARED_ELASTICSEARCH } from './elasticsearch/shared.mjs';
import { runStep, stopOnSignals } from './steps.mjs';

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
const run = (command, args, env = {}) => runStep(command, args, { cwd: root, env: { ...report, ...env } });

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
const built = await run(process.execPath, ['scripts/build.mjs', '--if-stale']);
if (built !== 0) process.exit(built);
const buildPack = () => run(process.execPath, ['dist/cli/main.js', 'pack', 'build']);
const fresh = await buildPack();
if (fresh !== 0) process.exit(fresh);

// The checks of the pack alone start their own.
const shares = targets.includes('elastic') || forwards;
const node = shares ? await startElasticsearch() : undefined;
const stopNode = async () => node?.stop();
stopOnSignals(stopNode);
const where = node === undefined ? {} : { [SHARED_ELASTICSEARCH]: node.url };
const suite = (folder) =>
  run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', `test/${folder}/vitest.config.ts`], {
    ...where,
    AGENT_SIEM_ENGINES: targets.join(','),
  });
const codes = [];
try {
  if (targets.length > 0) codes.push(await suite('conformance'));
  if (wants('pack')) codes.push(await run(process.execPath, ['test/engines/pack/run.mjs'], where));
  // The report that the suites may have written is part of the pack's manifest.
  codes.push(await buildPack());
  if (wants('pysigma')) codes.push(await run(process.execPath, ['test/rules/pysigma/run.mjs']));
  if (forwards) codes.push(await suite('forwarding'));
} finally {
  await stopNode();
}
process.exit(codes.find((code) => code !== 0) ?? 0);
