// Every panel of the committed pack in its SIEM's engine, against the reference aggregation; and panels broken on purpose.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TargetName } from '../../src/targets/target.js';
import { brokenPanels } from '../dashboards/panels/broken-panels.js';
import { EVENTS, checkPanel, choicesOf, givenPanels } from '../dashboards/panels/check-panels.js';
import type { PanelEngine } from '../dashboards/panels/panel-engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { writeCounts } from './report.js';

const PACK = 'pack';
const ENGINES: Readonly<Record<TargetName, () => Promise<PanelEngine>>> = {
  splunk: async () => (await import('../dashboards/panels/splunk.js')).splunkPanels(),
  elastic: async () => (await import('../dashboards/panels/elastic.js')).elasticPanels(PACK),
  sentinel: async () => (await import('../dashboards/panels/sentinel.js')).sentinelPanels(),
  datadog: async () => (await import('../dashboards/panels/datadog.js')).datadogPanels(),
};

/** Panels that the engine cannot run; no more may join them unseen. */
const DECLARED: Readonly<Partial<Record<TargetName, readonly string[]>>> = { datadog: ['pipeline_health/truncated'] };

describe.each(chosenTargets())('panels of %s', async (target) => {
  const engine = await ENGINES[target]();
  const all = givenPanels(engine, PACK).map((given) => ({
    ...given,
    name: `${given.dashboard.id}/${given.panel.id}`,
    why: engine.declared?.(given.finished),
  }));
  const run = all.filter(({ why }) => why === undefined);
  const declared = all.filter(({ why }) => why !== undefined).map(({ name }) => name);
  let alike = 0;
  let views = 0;
  let caught = 0;

  beforeAll(() => engine.start(EVENTS));
  afterAll(async () => {
    await engine.stop();
    const panels = { alike, different: run.length - alike, declared: declared.length, views, caught };
    writeCounts(target, await createEngine(target), { panels });
  });

  test('only what is known is declared', () => {
    expect(declared).toEqual(DECLARED[target] ?? []);
  });

  test.each(run)('$name', async (given) => {
    expect(await checkPanel(engine, given)).toEqual([]);
    alike += 1;
    views += choicesOf(given.dashboard).length;
  });

  test.each(brokenPanels(target, run))('$name is caught', async ({ broken }) => {
    expect(await checkPanel(engine, broken)).not.toEqual([]);
    caught += 1;
  });
});
