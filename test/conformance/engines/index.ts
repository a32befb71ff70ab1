// The engines by target. Each is loaded and started only when asked for.
import type { TargetName } from '../../../src/targets/target.js';
import type { Engine } from '../engine.js';

type Create = () => Promise<Engine>;

const ENGINES: Readonly<Partial<Record<TargetName, Create>>> = {
  elastic: async () => (await import('./elasticsearch.js')).elasticsearchEngine(),
  splunk: async () => (await import('./splunk.js')).splunkEngine(),
  datadog: async () => (await import('./datadog.js')).datadogEngine(),
  sentinel: async () => (await import('./duckdb-kql.js')).duckdbKqlEngine(),
};

/** Targets whose engines run: all, or those that `npm run test:engines -- NAME` names. */
export const chosenTargets = (): readonly TargetName[] => {
  const asked = (process.env['AGENT_SIEM_ENGINES'] ?? '').split(',').filter((name) => name !== '');
  const known = Object.keys(ENGINES) as TargetName[];
  return asked.length === 0 ? known : known.filter((name) => asked.includes(name));
};

/** Creates the engine of a target. */
export const createEngine = (target: TargetName): Promise<Engine> => {
  const create = ENGINES[target];
  if (create === undefined) throw new Error(`no engine runs the queries of ${target}`);
  return create();
};
