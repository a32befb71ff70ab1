// How long each SIEM keeps events, as its own settings say it.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type PackSettings } from '../../src/pack/settings.js';
import { archives, indexes, lifecycle } from '../../src/pack/datadog/retention.js';
import { elasticSetup } from '../../src/pack/elastic/index-setup.js';
import { totalRetentionDays } from '../../src/pack/sentinel/retention.js';
import { setupTemplate } from '../../src/pack/sentinel/setup.js';
import { splunkAddon } from '../../src/pack/splunk/addon.js';

const keep = (retentionDays: number, phiRetentionDays: number): PackSettings => ({
  ...DEFAULT_SETTINGS,
  retentionDays,
  phiRetentionDays,
});

describe('Sentinel', () => {
  it.each([
    [1, 4],
    [365, 365],
    [730, 730],
    [731, 1095],
    [2191, 2191],
    [2192, 2556],
    [4383, 4383],
  ])('asked for %i days keeps %i, as Azure takes them', (asked, kept) => {
    expect(totalRetentionDays(asked)).toBe(kept);
  });

  it('refuses more than Azure has, with what to change', () => {
    expect(() => totalRetentionDays(4384)).toThrowError(/4383 days at most/);
    try {
      totalRetentionDays(4384);
    } catch (error) {
      expect((error as { mend?: string }).mend).toMatch(/phi_retention_days/);
    }
  });

  it('keeps the table of protected health information for longer, and offers nothing that Azure refuses', () => {
    const { parameters, resources } = setupTemplate(keep(400, 2192), '1.0.0') as unknown as {
      parameters: Record<string, { defaultValue: number; allowedValues?: number[]; minValue?: number }>;
      resources: {
        name: string;
        type: string;
        properties: { totalRetentionInDays?: string; dataFlows?: { outputStream: string }[] };
      }[];
    };
    expect(parameters['totalDays']?.defaultValue).toBe(400);
    expect(parameters['phiTotalDays']?.defaultValue).toBe(2556);
    expect(parameters['totalDays']?.allowedValues?.every((days) => totalRetentionDays(days) === days)).toBe(true);
    const tables = resources.filter(({ type }) => type.endsWith('/tables'));
    expect(tables.map(({ properties }) => properties.totalRetentionInDays)).toEqual([
      "[parameters('totalDays')]",
      "[parameters('phiTotalDays')]",
    ]);
    const flows = resources.find(({ type }) => type.endsWith('/dataCollectionRules'))?.properties.dataFlows ?? [];
    expect(flows.map(({ outputStream }) => outputStream)).toEqual([
      'Custom-AIGovernance_CL',
      'Custom-AIGovernancePhi_CL',
    ]);
  });

  it('has no more interactive days than days', () => {
    const { parameters } = setupTemplate(keep(30, 60), '1.0.0') as unknown as {
      parameters: Record<string, { defaultValue: number }>;
    };
    expect(parameters['interactiveDays']?.defaultValue).toBe(30);
  });
});

describe('Datadog', () => {
  it('keeps an index as long as flex storage is sold for, and the archive the rest', () => {
    const days = (settings: PackSettings) => indexes(settings).map((index) => index['num_flex_logs_retention_days']);
    expect(days(keep(365, 2192))).toEqual([450, 450]);
    expect(days(keep(90, 2192))).toEqual([450, 90]);
    expect(lifecycle(keep(365, 2192))).toMatchObject({
      Rules: [
        { ID: 'ai-governance-phi', Filter: { Prefix: 'ai-governance-phi/' }, Expiration: { Days: 2192 } },
        { ID: 'ai-governance', Filter: { Prefix: 'ai-governance/' }, Expiration: { Days: 365 } },
      ],
    });
  });

  it('archives below the prefixes that the lifecycle deletes', () => {
    const prefixes = (lifecycle(DEFAULT_SETTINGS) as { Rules: { Filter: { Prefix: string } }[] }).Rules.map(
      ({ Filter }) => `/${Filter.Prefix}`,
    );
    const paths = archives(DEFAULT_SETTINGS).map(
      (body) => (body as { data: { attributes: { destination: { path: string } } } }).data.attributes.destination.path,
    );
    expect(paths.map((path) => `${path}/`)).toEqual(prefixes);
    expect(prefixes.some((one, index) => prefixes.some((other, at) => at !== index && other.startsWith(one)))).toBe(
      false,
    );
  });
});

it('Splunk and Elastic keep the same days', () => {
  const settings = keep(400, 2200);
  const conf = [...splunkAddon(settings, '1.0.0')].find(([path]) => path.endsWith('indexes.conf'))?.[1] ?? '';
  expect(conf).toContain(`frozenTimePeriodInSecs = ${400 * 86_400}`);
  expect(conf).toContain(`frozenTimePeriodInSecs = ${2200 * 86_400}`);
  const elastic = elasticSetup(settings);
  expect(elastic.get('ilm-policy.json')).toContain('"min_age": "400d"');
  expect(elastic.get('ilm-policy-phi.json')).toContain('"min_age": "2200d"');
});
