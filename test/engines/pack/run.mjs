// Checks the committed pack with the vendors' own tools and runs its dashboards. One suite alone: node test/engines/pack/run.mjs NAME...
import { join } from 'node:path';
import { installElasticsearch, startElasticsearch } from '../elasticsearch/elasticsearch.mjs';
import { installDuckdbKql } from '../kusto/duckdb-kql.mjs';
import { checkApps } from './appinspect.mjs';
import { checkAzure } from './azure.mjs';
import { checkDatadog } from './datadog.mjs';
import { loadElastic, runElastic } from './elastic.mjs';
import { panelEvents } from './events.mjs';
import { checkKusto, runWorkbook } from './sentinel.mjs';
import { checkSpl } from './spl.mjs';
import { checkStudio } from './studio.mjs';

const root = join(import.meta.dirname, '../../..');
const pack = join(root, 'pack');
const built = (path) => import(join(root, 'dist', path));
const NOW = '2026-04-10T00:00:00Z';
const SCOPE = [{ agent_id: 'agt_support', kind: 'tool', value: '*' }];

/** The reference: our own aggregation over the same events. */
const reference = async () => {
  const [{ loadDashboards }, { aggregatePanel }, { compilePredicate }, { TABLE_COLUMNS }] = await Promise.all(
    ['dashboards/parse.js', 'dashboards/reference.js', 'evaluate/index.js', 'targets/sentinel/index.js'].map(built),
  );
  const events = panelEvents(2000, Date.parse(NOW));
  const matches = (predicate, event) => compilePredicate(predicate)(event);
  return {
    events,
    dashboards: loadDashboards(join(root, 'dashboards')),
    columns: TABLE_COLUMNS,
    reference: (panel, rankShift = 0) => aggregatePanel(panel, events, matches, { rankShift }),
  };
};

const elastic = async () => {
  const facts = await reference();
  await installElasticsearch();
  const node = await startElasticsearch();
  try {
    await loadElastic(node.url, pack, facts.events, SCOPE);
    return await runElastic(node.url, pack, facts);
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
  kusto: () => checkKusto(pack),
  workbook: async () => runWorkbook(pack, { ...(await reference()), python: await installDuckdbKql(), now: NOW }),
  elastic,
};

/** Runs suites by name (all without names). Resolves to counts. */
export const runPackSuites = async (names = Object.keys(SUITES)) => {
  let passed = 0;
  let failed = 0;
  for (const name of names) {
    const { checked, problems } = await SUITES[name]();
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
