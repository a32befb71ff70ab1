/**
 * What a customer decides and no upgrade may change: names, retention, channels.
 * @module
 */
import type { Notify } from './notify.js';

/** Settings of a pack build; the defaults are what pack/ in the repository is built with. */
export interface PackSettings {
  /** Days that events stay searchable or archived before they are deleted. */
  readonly retentionDays: number;
  /** Days for events that touched protected health information. */
  readonly phiRetentionDays: number;
  readonly notify: Notify;
}

/** SOC 2 and ISO 27001 audits look back one year. */
const ONE_YEAR = 365;

/** 45 CFR 164.316(b)(2)(i): six years, with both leap days. */
const SIX_YEARS = 2192;

/** The settings of the committed pack. */
export const DEFAULT_SETTINGS: PackSettings = {
  retentionDays: ONE_YEAR,
  phiRetentionDays: SIX_YEARS,
  notify: {},
};
