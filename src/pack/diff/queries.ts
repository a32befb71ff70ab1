/**
 * Rules whose query differs between two packs: what fires may have changed although no parameter did.
 * @module
 */
import type { PackFiles } from '../pack-files.js';
import { readConf } from '../splunk/conf.js';

type Queries = ReadonlyMap<string, string>;

const PREFIX = { splunk: 'AI governance - ', elastic: 'agent-siem-', datadog: 'rule:' } as const;

const splunk = (files: PackFiles): Queries =>
  new Map(
    [...readConf(files.get('splunk/agent_siem/default/savedsearches.conf') ?? '')].flatMap(([name, settings]) =>
      name.startsWith(PREFIX.splunk) ? [[name.slice(PREFIX.splunk.length), settings.get('search') ?? '']] : [],
    ),
  );

const elastic = (files: PackFiles): Queries =>
  new Map(
    (files.get('elastic/rules.ndjson') ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { rule_id, query } = JSON.parse(line) as { readonly rule_id: string; readonly query: string };
        return [rule_id.slice(PREFIX.elastic.length), query];
      }),
  );

const YAML = /^sentinel\/analytics-rules\/(\w+)\.yaml$/;

const sentinel = (files: PackFiles): Queries =>
  new Map(
    [...files].flatMap(([path, text]) => {
      const id = YAML.exec(path)?.[1];
      return id === undefined ? [] : [[id, /^query: \|[+-]?\n((?: {2}.*\n|\n)+)/m.exec(text)?.[1] ?? '']];
    }),
  );

const datadog = (files: PackFiles): Queries => {
  const found = new Map<string, string>();
  const monitors = JSON.parse(files.get('datadog/monitors.json') ?? '[]') as readonly {
    readonly tags: readonly string[];
    readonly query: string;
  }[];
  for (const { tags, query } of monitors) {
    const id = tags.find((tag) => tag.startsWith(PREFIX.datadog))?.slice(PREFIX.datadog.length);
    if (id !== undefined) found.set(id, `${found.get(id) ?? ''}${query}\n`);
  }
  return found;
};

const TARGETS = { splunk, elastic, sentinel, datadog } as const;

/** SIEMs by rule id in which the rule's query is another; rules that only one of the packs has are left out. */
export const changedQueries = (before: PackFiles, after: PackFiles): ReadonlyMap<string, readonly string[]> => {
  const changed = new Map<string, string[]>();
  for (const [target, queriesOf] of Object.entries(TARGETS)) {
    const [old, now] = [queriesOf(before), queriesOf(after)];
    for (const [id, query] of now) {
      const earlier = old.get(id);
      if (earlier !== undefined && earlier !== query) changed.set(id, [...(changed.get(id) ?? []), target]);
    }
  }
  return changed;
};
