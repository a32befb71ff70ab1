/**
 * The parts of INSTALL.md that differ from SIEM to SIEM.
 * @module
 */
import type { PackSettings } from '../settings.js';

/** Markdown of one SIEM. */
export interface InstallParts {
  readonly title: string;
  /** Numbered list, from import to tuning. */
  readonly steps: (settings: PackSettings) => string;
  /** Shell that sends `$EVENT` past every collector. */
  readonly send: string;
  /** How the SIEM's own anomaly detection is switched on. */
  readonly learned: string;
  /** Section on the rollup form, where there is one. */
  readonly rollup?: string;
}
