/**
 * What INSTALL.md says for Splunk alone.
 * @module
 */
import type { InstallParts } from './parts.js';

/** Steps, sending of the test event, learned form, rollup. */
export const splunkInstall: InstallParts = {
  title: 'Splunk',
  steps: (
    settings,
  ) => `1. Install \`TA-agent-siem\` on indexers and heavy forwarders, \`agent_siem\` on search heads (as folders, or as .tgz from \`agent-siem pack build --archive\`). Indexes keep ${settings.retentionDays} days, ${settings.phiRetentionDays} for events that touched protected health information.
2. Switch HEC on, where it is off, and make a token of its own (with \`-k\` or \`--cacert\` while Splunk shows its own certificate; on Splunk Cloud do both under Settings, Data inputs, HTTP Event Collector):

   \`\`\`sh
   HEC=https://SPLUNK:8089/servicesNS/nobody/splunk_httpinput/data/inputs/http
   curl -u admin $HEC/http -d disabled=0
   curl -u admin $HEC -d name=ai-governance -d index=ai_governance -d indexes=ai_governance,ai_governance_phi -d sourcetype=ai:governance:v1 -d useACK=0
   \`\`\`

   The answer holds the token. Indexer acknowledgement stays off: the collector, Fluent Bit, Fluentd and syslog-ng name no channel, and a token with \`useACK=1\` refuses every request without one. The event endpoint does not read times out of events: the sender sets \`time\` (the collector configuration does).
3. Write the scope table (agent_id,kind,value; kind is tool, server, department or data_class; \`*\` allows all) into a file of your own, \`agent_siem/lookups/agent_scope_local.csv\`, and name it in \`agent_siem/local/transforms.conf\`: \`[agent_scope]\`, \`filename = agent_scope_local.csv\`. An upgrade replaces \`lookups/agent_scope.csv\`.
4. Point a sender at HEC and send the test event below. \`index=ai_governance | head 1\` shows it; the alert comes with the next run of its search, within five minutes.
5. Tune in \`agent_siem/local/macros.conf\`: thresholds, windows and histories are macros, and each alert ends in its \`_filter\` macro. An upgrade replaces \`default/\` and \`lookups/agent_scope.csv\`, never \`local/\`.`,
  send: `curl -k https://SPLUNK:8088/services/collector/event -H 'Authorization: Splunk TOKEN' \\
  -H 'X-Splunk-Request-Channel: 8f1c0d52-0a3e-4d5c-9e49-6f1d5c0c7a11' \\
  -d "{\\"time\\":$(date +%s),\\"sourcetype\\":\\"ai:governance:v1\\",\\"event\\":$EVENT}"`,
  learned: `Searches named *(MLTK fit)* and *(MLTK)* come switched off. Install the Machine Learning Toolkit and Python for Scientific Computing from Splunkbase, let the fit search run once, then switch both on. They stand beside the portable search.`,
  rollup: `
## Rollup

Each volume and cost search has a second form, *(rollup write)* and *(rollup)*, switched off: the first writes an hour's counts to \`ai_governance_summary\`, the second is the rule over them, with the same firings. Switch both on, and the direct search off, when reading the whole history every hour takes too long. From about 200,000 events in the seven days on: there the direct query of P3 took 14 times as long as the rollup in one run on Elasticsearch, the only engine here that can be timed (5 times at 50,000; \`bench/rollup.mjs\`), and it grows with the events. A new summary is empty: run *(rollup write)* once over the history (its range and the two \`now()\` in its text set to the past) or wait a history long.
`,
};
