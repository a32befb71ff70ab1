import { loadDashboards } from '../../src/dashboards/parse.js';
import { buildPack, type BuiltPack } from '../../src/pack/build.js';
import type { Notify } from '../../src/pack/notify.js';
import { DEFAULT_SETTINGS } from '../../src/pack/settings.js';
import { loadRules, type Rule } from '../../src/rules/index.js';

const ruleSet = loadRules(['rules']).ruleSet;

/** The package's rules. */
export const rules: readonly Rule[] = ruleSet.rules;
/** And their tests. */
export const { tests } = ruleSet;

/** A pack of the package's rules and dashboards, with channels. */
export const packWith = (notify: Notify = {}): BuiltPack =>
  buildPack({
    rules,
    tests,
    dashboards: loadDashboards('dashboards'),
    settings: { ...DEFAULT_SETTINGS, notify },
    before: new Map(),
  });
