// The pictures of all dashboards from the events that every SIEM's panels are tested with.
import { panelEvents } from '../../test/engines/pack/events.mjs';
import { page } from './page.mjs';

const NOW = Date.parse('2026-04-10T00:00:00Z');
const WIDE = 1200;
const NARROW = 390;

/** File name to SVG. `model` holds what src/dashboards and src/evaluate export. */
export const previews = (dashboards, { aggregatePanel, measureColumns, splitColumns, layout, compilePredicate }) => {
  const events = panelEvents(6000, NOW);
  const matches = (predicate, event) => compilePredicate(predicate)(event);
  return dashboards.flatMap((dashboard) => {
    const range = { from: NOW - dashboard.rangeMs, to: NOW };
    const given = new Map(
      dashboard.panels.map((panel) => [
        panel.id,
        {
          panel,
          rows: aggregatePanel(panel, events, matches, { range }),
          measures: measureColumns(panel.measure),
          splits: splitColumns(panel),
        },
      ]),
    );
    const name = dashboard.id.replaceAll('_', '-');
    return [
      [`${name}.svg`, page(dashboard, given, range, WIDE, layout)],
      [`${name}-narrow.svg`, page(dashboard, given, range, NARROW)],
    ];
  });
};
