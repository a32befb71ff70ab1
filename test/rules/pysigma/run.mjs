// The pack through pySigma (npm run test:engines -- pysigma): each rule has the same meaning there, or is refused.
// Needs python3 with venv; without it the check is named and left out, in CI it fails.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { compilePredicate } from '../../../dist/evaluate/index.js';
import { loadRules, packRulesFolder, parseRules } from '../../../dist/rules/index.js';
import { OWN_TYPES } from '../../../dist/rules/parse/own-correlations.js';
import { benignEvents } from '../../fixtures/benign-corpus.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = fileURLToPath(new URL('../../../.cache/pysigma', import.meta.url));
const python = join(cache, 'bin/python');
const leaveOut = (reason) => {
  console.log(`pySigma: left out, ${reason}`);
  process.exit(process.env.CI ? 1 : 0);
};
const run = (command, args) => spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

const requirements = join(here, 'requirements.txt');
const stamp = join(cache, '.requirements');
const wanted = readFileSync(requirements, 'utf8');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  if (!run('python3', ['-m', 'venv', cache])) leaveOut('python3 with venv is missing');
  if (!run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])) {
    leaveOut('it could not be installed');
  }
  writeFileSync(stamp, wanted);
}

const files = Object.fromEntries(
  readdirSync(packRulesFolder())
    .filter((name) => name.endsWith('.yml'))
    .map((name) => [name, readFileSync(join(packRulesFolder(), name), 'utf8')]),
);
const events = [...loadRules([packRulesFolder()]).ruleSet.tests.flatMap((test) => test.events), ...benignEvents()];
const truth = {};
const own = [];
for (const [name, text] of Object.entries(files)) {
  for (const document of parseAllDocuments(text)) {
    const rule = document.toJS();
    if (OWN_TYPES.includes(rule.correlation?.type)) own.push(name);
    if (rule.detection === undefined) continue;
    const [parsed] = parseRules([{ file: name, text: String(document) }], { tests: false }).ruleSet.rules;
    const matches = compilePredicate(parsed.predicate);
    truth[rule.name] = events.map((event) => matches(event));
  }
}
const { status } = spawnSync(python, [join(here, 'check.py')], {
  input: JSON.stringify({ files, own, events, truth }),
  stdio: ['pipe', 'inherit', 'inherit'],
  maxBuffer: 1 << 28,
});
process.exit(status ?? 1);
