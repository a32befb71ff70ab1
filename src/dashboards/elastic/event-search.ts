/**
 * The search behind a panel that lists events.
 * @module
 */
import type { Dashboard, Panel } from '../model.js';
import { stableId } from '../stable-id.js';
import { panelKuery } from './condition.js';
import { DATA_VIEW_ID } from './data-view.js';
import type { Saved } from './saved-object.js';

/** Id of the search behind a list of events. */
export const searchId = (dashboard: Dashboard, panel: Panel): string => stableId(`${dashboard.id}/${panel.id}/search`);

/** A list of events is a Discover session: a row opens the whole event, a linked value its neighbours. */
export const search = (dashboard: Dashboard, panel: Panel): Saved => ({
  id: searchId(dashboard, panel),
  type: 'search',
  managed: false,
  coreMigrationVersion: '8.8.0',
  attributes: {
    title: `${dashboard.title}: ${panel.title}`,
    description: panel.description,
    columns: panel.columns,
    sort: [['@timestamp', 'desc']],
    grid: {},
    hideChart: true,
    isTextBasedQuery: false,
    timeRestore: false,
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({
        query: { language: 'kuery', query: panelKuery(panel.predicate) },
        filter: [],
        indexRefName: 'kibanaSavedObjectMeta.searchSourceJSON.index',
      }),
    },
  },
  references: [{ id: DATA_VIEW_ID, name: 'kibanaSavedObjectMeta.searchSourceJSON.index', type: 'index-pattern' }],
});
