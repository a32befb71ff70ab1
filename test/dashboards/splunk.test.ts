// Every panel of the committed Splunk app in our interpreter; the other SIEMs' panels need engines (test/conformance).
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENTS, checkPanel, givenPanels } from './panels/check-panels.js';
import { brokenPanels } from './panels/broken-panels.js';
import { splunkPanels } from './panels/splunk.js';

const engine = splunkPanels();
const given = givenPanels(engine, 'pack');

describe('panels of the Splunk app, run', () => {
  beforeAll(() => engine.start(EVENTS));

  it.each(given.map((one) => [`${one.dashboard.id}/${one.panel.id}`, one] as const))(
    '%s shows what the reference computes',
    async (_, one) => {
      expect(await checkPanel(engine, one)).toEqual([]);
    },
  );

  it.each(brokenPanels('splunk', given).map((one) => [one.name, one] as const))('notices %s', async (_, { broken }) => {
    expect(await checkPanel(engine, broken)).not.toEqual([]);
  });
});
