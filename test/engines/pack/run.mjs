// Checks the committed pack with the vendors' own tools. One suite alone: node test/engines/pack/run.mjs NAME...
import { join } from 'node:path';
import { useElasticsearch } from '../elasticsearch/shared.mjs';
import { checkApps } from './appinspect.mjs';
import { checkAzure } from './azure.mjs';
import { checkDatadog } from './datadog.mjs';
import { loadElastic, runElastic } from './elastic.mjs';
import { onPath } from '../available.mjs';
import { readReport, today, writeReport, writes } from '../report-file.mjs';
import { panelEvents } from './events.mjs';
import { checkKusto } from './sentinel.mjs';
import { checkSpl } from './spl.mjs';
import { checkStudio } from './studio.mjs';
import { checkTerraform } from './terraform.mjs';
import { TERRAFORM_VERSION } from '../terraform/terraform.mjs';

const root = join(import.meta.dirname, '../../..');
const pack = join(root, 'pack');
const built = (path) => import(join(root, 'dist', path));
const NOW = Date.parse('2026-04-10T00:00:00Z');
const SCOPE = [{ agent_id: 'agt_support', kind: 'tool', value: '*' }];

const elastic = async () => {
  const node = await useElasticsearch();
  try {
    await loadElastic(node.url, pack, panelEvents(4000, NOW), SCOPE);
    return await runElastic(node.url, pack);
  } finally {
    await node.stop();
  }
};

const SUITES = {
  appinspect: () => checkApps(pack),
  spl: async () => checkSpl(pack, await built('pack/splunk/conf.js')),
  studio: () => checkStudio(pack),
  azure: () => checkAzure(pack),
  datadog: () => checkDatadog(pack),
  terraform: () => checkTerraform(pack),
  kusto: () => checkKusto(pack),
  elastic,
};

/** What checks, in the words of the report. */
const TOOLS = {
  appinspect: 'AppInspect 4.3.1, precert, both packages: checks, and those that ended in error, failure or warning',
  spl: "Teragrep's grammar: saved searches and panels",
  studio: "Splunk's own Dashboard Studio schemas, strict, and references",
  azure: "Microsoft's resource schemas and the service's documented limits",
  datadog: "typed models of Datadog's client, strict",
  terraform: `Terraform ${TERRAFORM_VERSION}: variables and resources evaluated, tuned monitors against the typed models`,
  kusto: "Microsoft's Kusto parser and binder: rules, hunting queries, workbook, transformation, YAML form",
  elastic: 'Elasticsearch: templates applied, events loaded, queries of rules and datafeeds run',
};

/** Why a suite is left out where nobody asked for it by name; in CI nothing is. */
const leftOut = (name) =>
  name === 'terraform' && process.env.CI !== 'true' && !onPath('go') ? 'go is not on the path' : undefined;

/** Runs suites by name (all without names). Resolves to counts. */
export const runPackSuites = async (asked) => {
  const names = asked ?? Object.keys(SUITES).filter((name) => leftOut(name) === undefined);
  for (const name of Object.keys(SUITES).filter((one) => !names.includes(one) && asked === undefined)) {
    process.stderr.write(`pack ${name} is left out: ${leftOut(name)}\n`);
  }
  let passed = 0;
  let failed = 0;
  for (const name of names) {
    const { checked, problems } = await SUITES[name]();
    if (writes()) {
      const report = readReport();
      const result = { tool: TOOLS[name], checked, problems: problems.length, date: today() };
      writeReport({ ...report, artifacts: { ...report.artifacts, [name]: result } });
    }
    const broken = new Set(problems.map(({ what }) => what.split(':')[0])).size;
    passed += Math.max(0, checked - broken);
    failed += broken;
    process.stdout.write(`pack ${name}: ${checked} checked, ${problems.length} problems\n`);
    for (const { file, what } of problems) process.stdout.write(`  ${file}: ${what}\n`);
  }
  return { passed, failed };
};

if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    process.stderr.write(`no suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}\n`);
    process.exit(2);
  }
  const { passed, failed } = await runPackSuites(names.length > 0 ? names : undefined);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
