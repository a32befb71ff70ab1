/**
 * What INSTALL.md says for Datadog alone.
 * @module
 */
import type { InstallParts } from './parts.js';

/** Steps, sending of the test event, learned form. */
export const datadogInstall: InstallParts = {
  title: 'Datadog',
  steps: (
    settings,
  ) => `1. Upload \`agent-scope.csv\` with rows as reference table agent_scope, primary key \`key\`. Each allowed tool is a row \`agent|tool|name,agent,tool,name\`, each agent one row \`agent,agent,agent,*\`.
2. \`POST /api/v1/logs/config/pipelines\` with \`pipeline.json\`; put it in front of pipelines that match the same logs. Create the facets of \`facets.json\` in the log explorer (there is no public call for it).
3. Retention: \`indexes.json\` (standard, then flex storage; put both before an index that takes everything, and choose days that your contract has), \`archives.json\` (put your bucket, account and role in) and \`aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://archive-lifecycle.json\`: ${settings.retentionDays} days, ${settings.phiRetentionDays} for events that touched protected health information. Only the bucket keeps events for longer than flex storage is sold for.
4. Each entry of the JSON files is the body of one POST: \`metrics.json\` to \`/api/v2/logs/config/metrics\` first, then \`monitors.json\` to \`/api/v1/monitor\`, with Cloud SIEM \`cloud-siem-rules.json\` to \`/api/v2/security_monitoring/rules\`, \`dashboard.json\` to \`/api/v1/dashboard\`, \`notebook.json\` to \`/api/v1/notebooks\`. Or \`terraform/\` does pipeline, metrics, monitors and dashboard, and where asked for Cloud SIEM rules (\`cloud_siem\`), indexes and archives; not both ways.
5. Send the test event below; \`service:ai-governance\` finds it.
6. Tune with Terraform variables, or in the monitors' own thresholds. Add handles to the messages, or build with \`notify\` set.
7. Copies of an event are counted: Datadog cannot remove them. Learned baselines replace the rule's own arithmetic for volume and cost.`,
  send: `curl https://http-intake.logs.DATADOG_SITE/api/v2/logs -H 'DD-API-KEY: KEY' -H 'Content-Type: application/json' \\
  -d "[\${EVENT%?},\\"ddsource\\":\\"agent-siem\\",\\"service\\":\\"ai-governance\\"}]"`,
  learned: `Log monitors have no anomaly detection: these monitors read log-based metrics, and Cloud SIEM learns by itself.`,
};
