/**
 * What INSTALL.md says for Microsoft Sentinel alone.
 * @module
 */
import { totalRetentionDays } from '../sentinel/retention.js';
import type { InstallParts } from './parts.js';

/** Steps, sending of the test event, learned form. */
export const sentinelInstall: InstallParts = {
  title: 'Microsoft Sentinel',
  steps: (
    settings,
  ) => `1. \`az deployment group create -g GROUP -f setup.json -p workspaceName=NAME scopeRows=@scope.csv\` makes two tables, endpoint, collection rule and watchlist. Write scope.csv before: \`agent-scope.csv\` with your rows below its header, at least one. \`AIGovernance_CL\` holds all events and keeps them ${totalRetentionDays(settings.retentionDays)} days; those that touched protected health information go into \`AIGovernancePhi_CL\` as well, which keeps them ${totalRetentionDays(settings.phiRetentionDays)} (asked for: ${settings.phiRetentionDays}; beyond two years Azure takes whole years only). Parameters \`interactiveDays\`, \`totalDays\` and \`phiTotalDays\` change that.
2. Give the sender's application the role *Monitoring Metrics Publisher* on the collection rule; its outputs \`ingestionEndpoint\`, \`immutableId\` and \`stream\` go into the sender's configuration (\`az deployment group show -g GROUP -n setup --query properties.outputs\`).
3. Send the test event below, signed in as the sender (\`az login --service-principal -u APP_ID -p SECRET --tenant TENANT --allow-no-subscriptions\`: your own account has no right to the endpoint), and wait until \`AIGovernance_CL | take 1\` shows it (a new table takes up to fifteen minutes).
4. As yourself again, \`az deployment group create -g GROUP -f rules.json -p workspaceName=NAME\` makes analytics rules, hunting queries and the workbook. \`analytics-rules/\` holds the same rules in the YAML form. Then send the test event again: rules judge what arrives after they were made.
5. Tune with the template's parameters: keep them in a parameters file of your own and an upgrade leaves them alone.`,
  send: `curl "ENDPOINT/dataCollectionRules/IMMUTABLE_ID/streams/Custom-AIGovernance?api-version=2023-01-01" \\
  -H "Authorization: Bearer $(az account get-access-token --resource https://monitor.azure.com --query accessToken -o tsv)" \\
  -H 'Content-Type: application/json' -d "[$EVENT]"`,
  learned: `\`az deployment group create -g GROUP -f learned-rules.json -p workspaceName=NAME enabled=true\` adds them beside the portable rules; without \`enabled=true\` they come switched off.`,
};
