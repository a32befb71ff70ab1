// What runs the panels of one SIEM, as they stand in the finished pack.
import type { Panel } from '../../../src/dashboards/model.js';
import type { AggregateOptions, EventRecord, PanelRow } from '../../../src/dashboards/reference.js';

/** The clock of every run. */
export const NOW = Date.parse('2026-04-10T00:00:00Z');

/** A panel's query, taken out of the artifact that a person imports. */
export interface FinishedPanel {
  readonly dashboard: string;
  readonly panel: string;
  readonly query: string;
  /** Milliseconds that the dashboard shows when it is opened. */
  readonly rangeMs: number;
}

/** What the viewer chose: at most one of the dashboard's filters. */
export interface Choice {
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** Runs finished panels. */
export interface PanelEngine {
  /** All panels of the pack in `folder`. */
  finished(folder: string): readonly FinishedPanel[];
  start(events: readonly EventRecord[]): Promise<void>;
  /** Rows in the columns of the model, in the order of the SIEM. */
  rows(finished: FinishedPanel, panel: Panel, choice?: Choice): Promise<readonly PanelRow[]>;
  /** Where the SIEM differs from the model, as docs/dashboards.md says. */
  differs(panel: Panel): Pick<AggregateOptions, 'copies' | 'missing'> & { readonly unlimited?: boolean };
  /** Why a panel is not run here. */
  declared?(finished: FinishedPanel): string | undefined;
  stop(): Promise<void>;
}
