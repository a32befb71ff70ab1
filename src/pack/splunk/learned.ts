/**
 * Searches of the app that come switched off: the Machine Learning Toolkit's learned form and the rollup form of the
 * rules that compare with a history.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { nativeAnomalyFor, rollupFor, savedSearchFor } from '../../targets/splunk/index.js';
import { alertTitle } from '../alert-text.js';
import type { Notify } from '../notify.js';
import type { Stanza } from './conf.js';
import { filterMacro, savedSearchStanza, stanzaName } from './saved-search.js';

/** Settings of a search that raises nothing itself. */
const quiet = (
  description: string,
  search: string,
  cron: string,
  earliest: string,
  latest: string,
): Stanza['settings'] => ({
  description,
  search,
  disabled: 1,
  enableSched: 1,
  cron_schedule: cron,
  schedule_window: 0,
  realtime_schedule: 0,
  'dispatch.earliest_time': earliest,
  'dispatch.latest_time': latest,
  'request.ui_dispatch_app': 'agent_siem',
});

/** Two searches a rule: `(MLTK fit)` learns at night, `(MLTK)` alerts on the hour just complete. */
export const learnedStanzas = (rule: Rule, notify: Notify): readonly Stanza[] => {
  const native = nativeAnomalyFor(rule);
  const portable = savedSearchFor(rule);
  if (native === undefined || !portable.ok) return [];
  const alert = savedSearchStanza(rule, { ...portable.search, columns: native.columns }, notify);
  return [
    {
      name: `${stanzaName(rule)} (MLTK fit)`,
      settings: quiet(
        `${alertTitle(rule)}: learns the model ${native.model}. Needs the Machine Learning Toolkit. Declared: not executed by our tests.`,
        native.fitSearch,
        native.fitCron,
        native.fitEarliest,
        native.latest,
      ),
    },
    {
      name: `${stanzaName(rule)} (MLTK)`,
      settings: {
        ...alert.settings,
        description: `${alertTitle(rule)}, by the learned model ${native.model}. Needs the Machine Learning Toolkit. Declared: not executed by our tests.`,
        search: `${native.applySearch}\n| \`${filterMacro(rule)}\``,
        disabled: 1,
        cron_schedule: native.applyCron,
        'dispatch.earliest_time': native.applyEarliest,
        'dispatch.latest_time': native.latest,
        'alert.suppress.fields': 'alert_key',
      },
    },
  ];
};

/** Two searches a rule: `(rollup write)` fills the summary index, `(rollup)` is the rule over it. */
export const rollupStanzas = (rule: Rule, notify: Notify): readonly Stanza[] => {
  const rollup = rollupFor(rule);
  const portable = savedSearchFor(rule);
  if (rollup === undefined || !portable.ok) return [];
  const alert = savedSearchStanza(rule, portable.search, notify);
  return [
    {
      name: `${stanzaName(rule)} (rollup write)`,
      settings: quiet(
        `${alertTitle(rule)}: writes counts per bucket and group to the summary index.`,
        rollup.collectSearch,
        rollup.collectCron,
        rollup.collectEarliest,
        'now',
      ),
    },
    {
      name: `${stanzaName(rule)} (rollup)`,
      settings: {
        ...alert.settings,
        description: `${alertTitle(rule)}, over the summary index. Switch on with its (rollup write), and switch the direct form off.`,
        search: `${rollup.search}\n| \`${filterMacro(rule)}\``,
        disabled: 1,
        cron_schedule: rollup.ruleCron,
        'dispatch.earliest_time': rollup.ruleEarliest,
      },
    },
  ];
};
