/**
 * The Splunk app for search heads: fields, alerts, dashboards, lookups.
 * @module
 */
import type { Dashboard } from '../../dashboards/model.js';
import { studioXml } from '../../dashboards/splunk/studio.js';
import type { Rule } from '../../rules/ir.js';
import { INDEX_DEFINITION, savedSearchFor, SPLUNK, type SavedSearch } from '../../targets/splunk/index.js';
import { guide } from '../alert-text.js';
import type { Notify } from '../notify.js';
import type { PackFiles } from '../pack-files.js';
import { appConf, METADATA } from './app-conf.js';
import { confText, type Stanza } from './conf.js';
import { learnedStanzas, rollupStanzas } from './learned.js';
import { filterMacro, savedSearchStanza } from './saved-search.js';
import { AGENT_SCOPE_CSV, eventTypes, searchTimeProps, searchTimeTransforms, tags } from './search-time.js';

/** Folder and id of the app. */
export const APP_ID = 'agent_siem';

interface Compiled {
  readonly rule: Rule;
  readonly search: SavedSearch;
}

/** Rules that Splunk can run, with their searches. */
export const splunkSearches = (rules: readonly Rule[]): readonly Compiled[] =>
  rules.flatMap((rule) => {
    const compiled = savedSearchFor(rule);
    return compiled.ok ? [{ rule, search: compiled.search }] : [];
  });

const macros = (searches: readonly Compiled[]): readonly Stanza[] => {
  const definitions = new Map<string, string>([[SPLUNK.indexMacro, INDEX_DEFINITION]]);
  for (const { rule, search } of searches) {
    for (const [name, definition] of Object.entries(search.macros)) definitions.set(name, definition);
    definitions.set(filterMacro(rule), 'search *');
  }
  return [...definitions]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, definition]) => ({ name, settings: { definition, iseval: 0 } }));
};

const navigation = (dashboards: readonly Dashboard[]): string =>
  `<nav search_view="search" color="#0B64DD">\n${dashboards
    .map(({ id }, index) => `  <view name="${id}"${index === 0 ? ' default="true"' : ''} />\n`)
    .join('')}  <view name="search" />\n  <view name="alerts" />\n</nav>\n`;

const runbooks = (searches: readonly Compiled[]): string =>
  `# AI agent governance\n\nAlerts, dashboards and fields for governance events of AI agents. Tune in \`local/macros.conf\`: every threshold is a macro, every alert ends in its \`_filter\` macro. An upgrade replaces \`default/\` and \`lookups/agent_scope.csv\`, never \`local/\`: your scope rows stand in a file of your own (INSTALL.md).\n\n${searches
    .map(({ rule }) => guide(rule).replace(/^## /, `## ${rule.meta.ruleId}: `))
    .join('\n\n')}\n`;

/** Files of the app folder. */
export const splunkApp = (
  rules: readonly Rule[],
  dashboards: readonly Dashboard[],
  notify: Notify,
  version: string,
): PackFiles => {
  const searches = splunkSearches(rules);
  return new Map([
    [
      'default/app.conf',
      appConf({
        id: APP_ID,
        label: 'AI agent governance',
        description: 'Alerts and dashboards for governance events of AI agents.',
        version,
        visible: true,
      }),
    ],
    ['default/props.conf', searchTimeProps()],
    ['default/transforms.conf', searchTimeTransforms()],
    ['default/eventtypes.conf', eventTypes()],
    ['default/tags.conf', tags()],
    ['default/macros.conf', confText(macros(searches))],
    [
      'default/savedsearches.conf',
      confText([
        ...searches.map(({ rule, search }) => savedSearchStanza(rule, search, notify)),
        ...rules.flatMap((rule) => [...learnedStanzas(rule, notify), ...rollupStanzas(rule, notify)]),
      ]),
    ],
    ['default/data/ui/nav/default.xml', navigation(dashboards)],
    ...dashboards.map((dashboard): [string, string] => [
      `default/data/ui/views/${dashboard.id}.xml`,
      studioXml(dashboard),
    ]),
    ['lookups/agent_scope.csv', AGENT_SCOPE_CSV],
    ['metadata/default.meta', METADATA],
    ['README.md', runbooks(searches)],
  ]);
};
