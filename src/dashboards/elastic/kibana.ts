/**
 * Kibana saved objects of all dashboards: data view, searches behind lists of events, dashboards with their panels.
 * @module
 */
import { layout, type Placed } from '../layout.js';
import type { Dashboard } from '../model.js';
import { stableId } from '../stable-id.js';
import { control, controlId } from './control.js';
import { DATA_VIEW_ID, dataView } from './data-view.js';
import { search, searchId } from './event-search.js';
import { lensAttributes } from './lens.js';
import type { Saved } from './saved-object.js';

const COLUMNS = 48;
const HEIGHTS = { single: 8, other: 15 };

const panelEntry = (dashboard: Dashboard, { panel, x, y, width, height }: Placed): Saved => {
  const panelIndex = stableId(`${dashboard.id}/${panel.id}`);
  const common = { panelIndex, gridData: { x, y, w: width, h: height, i: panelIndex }, title: panel.title };
  return panel.chart === 'events'
    ? { ...common, type: 'search', panelRefName: `panel_${panelIndex}`, embeddableConfig: { enhancements: {} } }
    : { ...common, type: 'lens', embeddableConfig: { attributes: lensAttributes(dashboard, panel), enhancements: {} } };
};

const dashboardObject = (dashboard: Dashboard): Saved => {
  const controls = dashboard.filters.map((_, index) => control(dashboard, index));
  const placed = layout(dashboard.panels, COLUMNS, HEIGHTS);
  return {
    id: stableId(dashboard.id),
    type: 'dashboard',
    managed: false,
    coreMigrationVersion: '8.8.0',
    typeMigrationVersion: '10.2.0',
    attributes: {
      title: dashboard.title,
      description: dashboard.description,
      version: 1,
      timeRestore: true,
      timeFrom: `now-${dashboard.rangeMs / 3_600_000}h`,
      timeTo: 'now',
      refreshInterval: { pause: true, value: 60_000 },
      optionsJSON: JSON.stringify({
        useMargins: true,
        syncColors: false,
        syncCursor: true,
        syncTooltips: false,
        hidePanelTitles: false,
      }),
      panelsJSON: JSON.stringify(placed.map((entry) => panelEntry(dashboard, entry))),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { language: 'kuery', query: '' }, filter: [] }),
      },
      controlGroupInput: {
        chainingSystem: 'HIERARCHICAL',
        controlStyle: 'oneLine',
        ignoreParentSettingsJSON: JSON.stringify({
          ignoreFilters: false,
          ignoreQuery: false,
          ignoreTimerange: false,
          ignoreValidations: false,
        }),
        panelsJSON: JSON.stringify(Object.fromEntries(controls)),
        showApplySelections: false,
      },
    },
    references: [
      ...dashboard.filters.map((_, index) => ({
        name: `controlGroup_${controlId(dashboard, index)}:optionsListDataView`,
        type: 'index-pattern',
        id: DATA_VIEW_ID,
      })),
      ...dashboard.panels
        .filter((panel) => panel.chart === 'events')
        .map((panel) => {
          const panelIndex = stableId(`${dashboard.id}/${panel.id}`);
          return { name: `${panelIndex}:panel_${panelIndex}`, type: 'search', id: searchId(dashboard, panel) };
        }),
    ],
  };
};

/** All saved objects of the dashboards, data view first. */
export const savedObjects = (dashboards: readonly Dashboard[]): readonly Saved[] => [
  dataView(),
  ...dashboards.flatMap((dashboard) => [
    ...dashboard.panels.filter((panel) => panel.chart === 'events').map((panel) => search(dashboard, panel)),
    dashboardObject(dashboard),
  ]),
];
