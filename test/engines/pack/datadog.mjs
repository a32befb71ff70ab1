// Every Datadog body against the typed models of Datadog's own client, in strict form: nothing unknown, nothing unparsed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictProblems } from '../datadog/strict-models.mjs';

const BODIES = [
  ['monitors.json', 'v1', 'Monitor'],
  ['cloud-siem-rules.json', 'v2', 'SecurityMonitoringRuleCreatePayload'],
  ['cloud-siem-tests.json', 'v2', 'SecurityMonitoringRuleTestRequest'],
  ['metrics.json', 'v2', 'LogsMetricCreateRequest'],
  ['dashboard.json', 'v1', 'Dashboard'],
  ['notebook.json', 'v1', 'NotebookCreateRequest'],
  ['pipeline.json', 'v1', 'LogsPipeline'],
  ['indexes.json', 'v1', 'LogsIndex'],
  ['archives.json', 'v2', 'LogsArchiveCreateRequest'],
];
/** A log in a test holds what attributes it likes. */
const LOG_ATTRIBUTE = /ruleQueryPayloads\/\d+\/payload\/\w+ is unknown$/;
const LOG_MONITOR =
  /^logs\("((?:[^"\\]|\\.)*)"\)\.index\("([^"]+)"\)\.rollup\("(count|avg|cardinality|sum|min|max)"(?:, ?"([^"]+)")?\)(?:\.by\("([^"]+)"\))?\.last\("(\d+)(m|h|d)"\) (<=|>=|==|!=|<|>) (-?\d+(?:\.\d+)?)$/;

/** Documented limits of a log monitor's query. */
export const monitorLimits = (monitor) => {
  if (monitor.type !== 'log alert') return [];
  const parts = LOG_MONITOR.exec(monitor.query);
  if (parts === null) return ['not a documented log monitor query'];
  const minutes = Number(parts[6]) * { m: 1, h: 60, d: 1440 }[parts[7]];
  return [
    ...(minutes < 1 || minutes > 2880 ? [`window of ${minutes} minutes`] : []),
    ...((parts[5]?.split(',').length ?? 0) > 4 ? ['more than four group attributes'] : []),
    ...(monitor.options.thresholds.critical !== Number(parts[9]) ? ['threshold differs from the options'] : []),
  ];
};

/** Problems of the folder pack/datadog. */
export const checkDatadog = (pack) => {
  const problems = [];
  let checked = 0;
  for (const [file, version, type] of BODIES) {
    const parsed = JSON.parse(readFileSync(join(pack, 'datadog', file), 'utf8'));
    for (const body of Array.isArray(parsed) ? parsed : [parsed]) {
      checked += 1;
      const name = body.name ?? body.title ?? body.data?.id ?? body.data?.attributes?.name ?? file;
      for (const what of strictProblems(version, type, body).filter((text) => !LOG_ATTRIBUTE.test(text)))
        problems.push({ file, what: `${name}: ${what}` });
      if (file === 'monitors.json')
        for (const what of monitorLimits(body)) problems.push({ file, what: `${name}: ${what}` });
    }
  }
  return { checked, problems };
};
