// Every panel of a pack in one SIEM, as it opens and with each filter set, against the reference aggregation.
import { loadDashboards } from '../../../src/dashboards/parse.js';
import type { Dashboard, Panel } from '../../../src/dashboards/model.js';
import { aggregatePanel, valueAt, type EventRecord } from '../../../src/dashboards/reference.js';
import { compilePredicate } from '../../../src/evaluate/index.js';
import { panelEvents } from '../../engines/pack/events.mjs';
import { compareRows, type Reference } from './compare-rows.js';
import { NOW, type Choice, type FinishedPanel, type PanelEngine } from './panel-engine.js';

/** Events of three minor versions, with copies, missing fields and values that look like syntax. */
export const EVENTS: readonly EventRecord[] = panelEvents(4000, NOW);

export const DASHBOARDS = loadDashboards('dashboards');

/** A value of each filter that the events hold. */
const CHOSEN: Readonly<Record<string, string>> = {
  agent: 'agt_support',
  user: 'c@example.com',
  environment: 'staging',
};

/** No filter, then each of the dashboard's. */
export const choicesOf = (dashboard: Dashboard): readonly (Choice | undefined)[] => [
  undefined,
  ...dashboard.filters.map(({ id, field }) => ({ id, field, value: CHOSEN[id] ?? '' })),
];

/** A panel with what the model says about it. */
export interface Given {
  readonly dashboard: Dashboard;
  readonly panel: Panel;
  readonly finished: FinishedPanel;
}

/** Panels of the model with their finished queries. @throws Error when the pack lacks one. */
export const givenPanels = (engine: PanelEngine, folder: string): readonly Given[] => {
  const all = engine.finished(folder);
  return DASHBOARDS.flatMap((dashboard) =>
    dashboard.panels.map((panel) => {
      const finished = all.find((one) => one.dashboard === dashboard.id && one.panel === panel.id);
      if (finished === undefined) throw new Error(`the pack has no panel ${dashboard.id}/${panel.id}`);
      return { dashboard, panel, finished };
    }),
  );
};

const referenceOf = (engine: PanelEngine, { dashboard, panel }: Given, choice: Choice | undefined): Reference => {
  const { unlimited, ...differs } = engine.differs(panel);
  const range = { from: NOW - dashboard.rangeMs, to: NOW };
  const matches = compilePredicate(panel.predicate);
  return (rankShift) =>
    aggregatePanel(
      unlimited === true ? { ...panel, limit: Infinity } : panel,
      EVENTS,
      (_predicate, event) => matches(event) && (choice === undefined || valueAt(event, choice.field) === choice.value),
      { range, rankShift, ...differs },
    );
};

/** Differences of a panel, with the choice in front; empty: equal. Refusals of the engine count as differences. */
export const checkPanel = async (engine: PanelEngine, given: Given): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const choice of choicesOf(given.dashboard)) {
    const reference = referenceOf(engine, given, choice);
    const say = (what: string): number => problems.push(choice === undefined ? what : `${choice.id}: ${what}`);
    if (choice === undefined && reference(0).length === 0) say('the events say nothing about this panel');
    try {
      const rows = await engine.rows(given.finished, given.panel, choice);
      for (const what of compareRows(given.panel, reference, rows)) say(what);
    } catch (error) {
      say(String(error));
    }
  }
  return problems;
};
