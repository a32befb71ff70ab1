import { loadDashboards } from '../../src/dashboards/parse.js';
import { buildPack, type BuiltPack } from '../../src/pack/build.js';
import type { Notify } from '../../src/pack/notify.js';
import { DEFAULT_SETTINGS } from '../../src/pack/settings.js';
import { loadRules, type Rule } from '../../src/rules/index.js';

/** The package's rules. */
export const rules: readonly Rule[] = loadRules(['rules']).ruleSet.rules;

/** A pack of the package's rules and dashboards, with channels. */
export const packWith = (notify: Notify = {}): BuiltPack =>
  buildPack({ rules, dashboards: loadDashboards('dashboards'), settings: { ...DEFAULT_SETTINGS, notify }, before: new Map() });
