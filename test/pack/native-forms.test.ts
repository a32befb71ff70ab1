// Each SIEM's own anomaly detection for P3 and P6 stands in the pack as files that a person imports.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Manifest } from '../../src/pack/manifest.js';
import { readConf } from '../../src/pack/splunk/conf.js';
import { packWith } from './build-once.js';

const { files } = packWith();
const manifest = JSON.parse(files.get('manifest.json') ?? '') as Manifest;
const text = (file: string): string => files.get(file) ?? '';
const LEARNABLE = ['p3_volume_by_agent', 'p3_volume_by_user', 'p6_cost_anomaly'];

it('the manifest names a declared form in every SIEM, and its file', () => {
  for (const { id, targets } of manifest.rules.filter((rule) => LEARNABLE.includes(rule.id))) {
    for (const target of ['splunk', 'elastic', 'sentinel', 'datadog'] as const) {
      const native = targets[target]?.native ?? [];
      expect(native.length, `${id} ${target}`).toBeGreaterThan(0);
      for (const { word, file } of native) {
        expect(word).toBe('declared');
        expect(files.has(file), file).toBe(true);
      }
      expect(text(`${target}/INSTALL.md`)).toContain(`| ${id} | ${native[0]?.name ?? ''} |`);
    }
  }
});

it('Datadog: anomalies on a metric, and Cloud SIEM anomaly_detection, new_value and impossible_travel', () => {
  const names = manifest.rules.flatMap(({ targets }) => (targets.datadog?.native ?? []).map(({ name }) => name));
  expect(new Set(names)).toEqual(
    new Set([
      'anomalies() on a log-based metric',
      'Cloud SIEM anomaly_detection',
      'Cloud SIEM new_value',
      'Cloud SIEM impossible_travel',
    ]),
  );
  // Travel is a question about locations, not about tools.
  const travelling = manifest.rules.filter(({ targets }) =>
    targets.datadog?.native?.some(({ name }) => name.includes('travel')),
  );
  expect(travelling.map(({ id }) => id)).toEqual(['p5_new_location']);
});

it('Splunk: fit and apply of one model, switched off, and the rollup pair', () => {
  const conf = readConf(text('splunk/agent_siem/default/savedsearches.conf'));
  for (const id of LEARNABLE) {
    const setting = (suffix: string, key: string) => conf.get(`AI governance - ${id} (${suffix})`)?.get(key);
    const model = `app:${id}_density`;
    expect(setting('MLTK fit', 'search')).toContain(`into ${model}`);
    expect(setting('MLTK', 'search')).toContain(`apply ${model}`);
    expect(setting('rollup write', 'search')).toContain(`source="${id}_rollup"`);
    expect(setting('rollup', 'search')).toContain(`source="${id}_rollup"`);
    for (const suffix of ['MLTK fit', 'MLTK', 'rollup write', 'rollup'])
      expect(setting(suffix, 'disabled'), suffix).toBe('1');
    // The rule reads after the summary was written.
    expect(setting('rollup', 'cron_schedule')).not.toBe(setting('rollup write', 'cron_schedule'));
  }
});

it('Elastic: job, datafeed and detection rule name each other, and the loader sends them', () => {
  const rules = text('elastic/ml-rules.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rules.map((rule) => rule['rule_id'])).toEqual(LEARNABLE.map((id) => `agent-siem-${id}-learned`));
  for (const rule of rules) {
    expect(rule).toMatchObject({ type: 'machine_learning', enabled: false, anomaly_threshold: 75 });
    expect(rule).not.toHaveProperty('query');
    const jobs = rule['machine_learning_job_id'] as readonly string[];
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(JSON.parse(text(`elastic/ml/${job}.datafeed.json`))).toMatchObject({ job_id: job });
      expect(JSON.parse(text(`elastic/ml/${job}.job.json`))).toHaveProperty('analysis_config.detectors');
    }
  }
  expect(text('elastic/load.sh')).toContain('_ml/anomaly_detectors');
});

it('Sentinel: one switched-off rule each, that looks back as long as it learns', () => {
  const { resources, parameters } = JSON.parse(text('sentinel/learned-rules.json')) as {
    readonly resources: readonly { readonly properties: Readonly<Record<string, string>> }[];
    readonly parameters: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  };
  expect(parameters['enabled']?.defaultValue).toBe(false);
  expect(resources.length).toBe(LEARNABLE.length);
  for (const { properties } of resources) {
    expect(properties['query']).toContain('series_decompose_anomalies');
    expect(properties['queryPeriod']).toBe('P14D');
    expect(properties['queryFrequency']).toBe('PT1H');
  }
});

it('Elastic: transforms that feed each other, the rules over them, and the loader in that order', () => {
  const rules = text('elastic/rollup-rules.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(rules.map((rule) => rule['rule_id'])).toEqual(LEARNABLE.map((id) => `agent-siem-${id}-rollup`));
  const transforms = [...files.keys()].filter((name) => name.endsWith('.transform.json'));
  const written = new Set(
    transforms.map((name) => (JSON.parse(text(name)) as { readonly dest: { readonly index: string } }).dest.index),
  );
  for (const rule of rules) {
    const [, index = ''] = /^FROM (\S+)\n/.exec(rule['query'] ?? '') ?? [];
    expect(written.has(index), index).toBe(true);
    expect(written.has(`${index}-events`), index).toBe(true);
  }
  const dry = spawnSync('sh', ['pack/elastic/load.sh', '--dry-run', '--rollup', '--learned'], {
    encoding: 'utf8',
    env: { ...process.env, ELASTIC_URL: 'https://es', KIBANA_URL: 'https://kibana' },
  });
  expect(dry.status).toBe(0);
  const at = (part: string): number => dry.stdout.indexOf(part);
  expect(at('_ingest/pipeline/ai-governance-rollup')).toBeGreaterThan(0);
  expect(at('-events?defer_validation')).toBeGreaterThan(at('_ingest/pipeline/ai-governance-rollup'));
  expect(at('ai-governance-rollup-p6-cost-anomaly?defer')).toBeGreaterThan(at('rollup-p6-cost-anomaly-events?defer'));
  expect(at('< rollup-rules.ndjson')).toBeGreaterThan(at('ai-governance-rollup-p6-cost-anomaly?defer'));
  expect(at('< ml-rules.ndjson')).toBeGreaterThan(at('_ml/anomaly_detectors'));
});
