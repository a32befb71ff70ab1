/**
 * INSTALL.md of each SIEM inside the pack: the shortest way from nothing to the first alert.
 * @module
 */
import type { ManifestRule } from './manifest.js';
import type { NativeForm } from './native-forms.js';
import type { PackSettings } from './settings.js';
import { totalRetentionDays } from './sentinel/retention.js';
import { THROTTLES, type Throttle } from './throttle.js';
import type { TargetName } from '../targets/target.js';

const TITLES: Readonly<Record<TargetName, string>> = {
  splunk: 'Splunk',
  elastic: 'Elastic',
  sentinel: 'Microsoft Sentinel',
  datadog: 'Datadog',
};

const STEPS: Readonly<Record<TargetName, (settings: PackSettings) => string>> = {
  splunk: (
    settings,
  ) => `1. Install \`TA-agent-siem\` on indexers and heavy forwarders, \`agent_siem\` on search heads (as folders, or as .tgz from \`agent-siem pack build --archive\`). Indexes keep ${settings.retentionDays} days, ${settings.phiRetentionDays} for events that touched protected health information.
2. Make a HEC token of its own: \`curl -k -u admin https://SPLUNK:8089/servicesNS/nobody/splunk_httpinput/data/inputs/http -d name=ai-governance -d index=ai_governance -d indexes=ai_governance,ai_governance_phi -d sourcetype=ai:governance:v1 -d useACK=1\`. The event endpoint does not read times out of events: the sender sets \`time\` (the collector configuration does).
3. Fill \`lookups/agent_scope.csv\` (agent_id,kind,value; kind is tool, server, department or data_class; \`*\` allows all).
4. Point a sender at HEC and send the test event below. \`index=ai_governance | head 1\` shows it; the alert comes with the next run of its search, within five minutes.
5. Tune in \`agent_siem/local/macros.conf\`: thresholds, windows and histories are macros, and each alert ends in its \`_filter\` macro. An upgrade replaces \`default/\` only.`,
  elastic: (
    settings,
  ) => `1. \`ELASTIC_URL=... KIBANA_URL=... ELASTIC_API_KEY=... sh load.sh --dry-run\` shows every request; without \`--dry-run\` it sends them: lifecycle, templates, ingest pipeline, lookup index, space, dashboards, exception lists, rules. Events are kept ${settings.retentionDays} days, ${settings.phiRetentionDays} where they touched protected health information.
2. \`sh load.sh --scope FILE.csv\` fills the lookup index agent_scope (agent_id,kind,value).
3. \`roles.json\` holds a role for analysts and the body of an API key for what writes.
4. Send the test event below. Rules come switched off; \`--enable\` or Kibana switches them on, after the lookup has rows.
5. Tune with \`--values FILE\` (values.env shows every parameter) and with the exception lists. An upgrade leaves both alone.
6. Alert suppression needs Platinum. On Basic a rule that aggregates raises its alert again in every run as long as its window holds.`,
  sentinel: (
    settings,
  ) => `1. \`az deployment group create -g GROUP -f setup.json -p workspaceName=NAME scopeRows=@agent-scope.csv\` makes two tables, endpoint, collection rule and watchlist (the CSV needs at least one row). \`AIGovernance_CL\` holds all events and keeps them ${totalRetentionDays(settings.retentionDays)} days; those that touched protected health information go into \`AIGovernancePhi_CL\` as well, which keeps them ${totalRetentionDays(settings.phiRetentionDays)} (asked for: ${settings.phiRetentionDays}; beyond two years Azure takes whole years only). Parameters \`interactiveDays\`, \`totalDays\` and \`phiTotalDays\` change that.
2. Give the sender's application the role *Monitoring Metrics Publisher* on the collection rule; its outputs \`ingestionEndpoint\`, \`immutableId\` and \`stream\` go into the sender's configuration.
3. Send the test event below and wait until \`AIGovernance_CL | take 1\` shows it (a new table takes up to fifteen minutes).
4. \`az deployment group create -g GROUP -f rules.json -p workspaceName=NAME\` makes analytics rules, hunting queries and the workbook. \`analytics-rules/\` holds the same rules in the YAML form.
5. Tune with the template's parameters: keep them in a parameters file of your own and an upgrade leaves them alone.`,
  datadog: (
    settings,
  ) => `1. Upload \`agent-scope.csv\` with rows as reference table agent_scope, primary key \`key\`. Each allowed tool is a row \`agent|tool|name,agent,tool,name\`, each agent one row \`agent,agent,agent,*\`.
2. \`POST /api/v1/logs/config/pipelines\` with \`pipeline.json\`; put it in front of pipelines that match the same logs. Create the facets of \`facets.json\` in the log explorer (there is no public call for it).
3. Retention: \`indexes.json\` (standard, then flex storage; put both before an index that takes everything, and choose days that your contract has), \`archives.json\` (put your bucket, account and role in) and \`aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://archive-lifecycle.json\`: ${settings.retentionDays} days, ${settings.phiRetentionDays} for events that touched protected health information. Only the bucket keeps events for longer than flex storage is sold for.
4. Metrics, monitors, Cloud SIEM rules, dashboard and notebook: each entry of the JSON files is one request body, or \`terraform/\` does metrics, monitors, dashboard and, where asked for, indexes and archives.
5. Send the test event below; \`service:ai-governance\` finds it.
6. Tune with Terraform variables, or in the monitors' own thresholds. Add handles to the messages, or build with \`notify\` set.
7. Copies of an event are counted: Datadog cannot remove them. Learned baselines replace the rule's own arithmetic for volume and cost.`,
};

/** Shell that makes the test event: an id of its own and the time of now, so that it can be sent again. */
const SMOKE = `EVENT='{"event_id":"evt_01JR9X5K7M3N2P4Q'$(date +%s)'","event_type":"tool_call.blocked","timestamp":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'","schema_version":"1.3.0","identity":{"user_id":"usr_smoke","email":"smoke@example.com"},"agent":{"agent_id":"agt_smoke","session_id":"ses_smoke"},"governance":{"result":"blocked","matched_rule":"smoke_test","decided_by":"policy"},"tool_call":{"tool_name":"smoke"}}'`;

/** Sends the event past every collector. */
const SEND: Readonly<Record<TargetName, string>> = {
  splunk: `curl -k https://SPLUNK:8088/services/collector/event -H 'Authorization: Splunk TOKEN' \\
  -H 'X-Splunk-Request-Channel: 8f1c0d52-0a3e-4d5c-9e49-6f1d5c0c7a11' \\
  -d "{\\"time\\":$(date +%s),\\"sourcetype\\":\\"ai:governance:v1\\",\\"event\\":$EVENT}"`,
  elastic: `curl "$ELASTIC_URL/logs-ai_governance-default/_doc" -H 'Authorization: ApiKey WRITER_KEY' \\
  -H 'Content-Type: application/json' -d "$EVENT"`,
  sentinel: `curl "ENDPOINT/dataCollectionRules/IMMUTABLE_ID/streams/Custom-AIGovernance?api-version=2023-01-01" \\
  -H "Authorization: Bearer $(az account get-access-token --resource https://monitor.azure.com --query accessToken -o tsv)" \\
  -H 'Content-Type: application/json' -d "[$EVENT]"`,
  datadog: `curl https://http-intake.logs.DATADOG_SITE/api/v2/logs -H 'DD-API-KEY: KEY' -H 'Content-Type: application/json' \\
  -d "[\${EVENT%?},\\"ddsource\\":\\"agent-siem\\",\\"service\\":\\"ai-governance\\"}]"`,
};

const LEARNED: Readonly<Record<TargetName, string>> = {
  splunk: `Searches named *(MLTK fit)* and *(MLTK)* come switched off. Install the Machine Learning Toolkit and Python for Scientific Computing from Splunkbase, let the fit search run once, then switch both on. They stand beside the portable search.`,
  elastic: `\`sh load.sh --learned\` adds jobs, datafeeds and rules (Platinum). A job counts copies of an event; the portable rule does not.`,
  sentinel: `\`az deployment group create -g GROUP -f learned-rules.json -p workspaceName=NAME enabled=true\` adds them beside the portable rules; without \`enabled=true\` they come switched off.`,
  datadog: `Log monitors have no anomaly detection: these monitors read log-based metrics, and Cloud SIEM learns by itself.`,
};

const ROLLUP: Readonly<Partial<Record<TargetName, string>>> = {
  elastic: `
## Rollup

\`sh load.sh --rollup\` adds transforms that keep counts and sums of the volume and cost rules by hour, and the same rules over them, with the same firings. They remove copies and take in what comes late. Switch the *(rollup)* rules on, and the direct ones off, when reading the whole history every hour takes too long. From about 200,000 events in the seven days on: there the direct query of P3 took 14 times as long as the rollup in one run on Elasticsearch (5 times at 50,000; \`bench/rollup.mjs\`), and it grows with the events. Amounts are exact with at most six decimals.
`,
  splunk: `
## Rollup

Each volume and cost search has a second form, *(rollup write)* and *(rollup)*, switched off: the first writes an hour's counts to \`ai_governance_summary\`, the second is the rule over them, with the same firings. Switch both on, and the direct search off, when reading the whole history every hour takes too long. From about 200,000 events in the seven days on: there the direct query of P3 took 14 times as long as the rollup in one run on Elasticsearch, the only engine here that can be timed (5 times at 50,000; \`bench/rollup.mjs\`), and it grows with the events. A new summary is empty: run *(rollup write)* once over the history (its range and the two \`now()\` in its text set to the past) or wait a history long.
`,
};

/** The SIEM's own anomaly detection, where it stands and what it needs. */
const learnedSection = (target: TargetName, forms: readonly (readonly [string, readonly NativeForm[]])[]): string => {
  const rows = forms.flatMap(([id, native]) =>
    native.map(({ name, file, needs }) => `| ${id} | ${name} | ${file} | ${needs} |`),
  );
  if (rows.length === 0) return '';
  return `
## ${TITLES[target]}'s own anomaly detection

${LEARNED[target]} Declared: our tests do not execute them.

| rule | form | file | needs |
|---|---|---|---|
${rows.join('\n')}
${ROLLUP[target] ?? ''}`;
};

const throttleText = (throttle: Throttle | undefined): string => {
  if (throttle === undefined) return '';
  return `${throttle.seconds} s${throttle.follows === undefined ? '' : `, follows ${throttle.follows}`}`;
};

/** Text of TARGET/INSTALL.md. */
export const installText = (target: TargetName, settings: PackSettings, rules: readonly ManifestRule[]): string => {
  const present = rules.flatMap((rule) => {
    const facts = rule.targets[target];
    return facts === undefined ? [] : [{ rule, facts }];
  });
  const rows = present
    .filter(({ facts }) => facts.form !== 'none')
    .map(
      ({ rule, facts }) =>
        `| ${rule.id} | ${rule.priority ?? ''} | ${rule.level} | ${facts.form} | ${facts.detectionLatencySeconds} s | ${throttleText(facts.throttle)} |`,
    );
  const absent = present
    .filter(({ facts }) => facts.form === 'none')
    .map(({ rule, facts }) => `- ${rule.id}: ${(facts.missing ?? []).map(({ reason }) => reason).join('; ')}`);
  const [first] = present;
  return `# ${TITLES[target]}

Needs: ${first?.facts.minimumVersion ?? ''}. Licence: ${first?.facts.licence ?? ''}. Rights: ${first?.facts.permissions.join('; ') ?? ''}.

${STEPS[target](settings)}

Test event, past every collector:

\`\`\`sh
${SMOKE}
${SEND[target]}
\`\`\`

It raises p1_policy_blocked_tool_call for agt_smoke and, when the scope table has rows, unregistered_agent.

## After tuning

${THROTTLES[target]}

The description in an alert's text names the values that the rule was built with.

## Rules

Latency is the longest time from event to alert when everything runs on time. *accepted*: not exact, as the rule says; *declared*: ${TITLES[target]}'s own learned form, not executed by our tests.

| rule | priority | severity | form | latency | throttle |
|---|---|---|---|---|---|
${rows.join('\n')}
${learnedSection(
  target,
  present.map(({ facts, rule }) => [rule.id, facts.native ?? []] as const),
)}${absent.length === 0 ? '' : `\nNot here:\n\n${absent.join('\n')}\n`}`;
};
