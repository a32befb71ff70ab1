/**
 * First deployment of Sentinel: tables, data collection endpoint and rule, watchlist.
 * @module
 */
import { FIELDS, TOP_LEVEL_KEYS } from '../../event/index.js';
import { TABLE, TIME_COLUMN } from '../../targets/sentinel/index.js';
import type { JsonObject } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { template, WORKSPACE } from './arm.js';
import { retentionParameters } from './retention.js';
import { flows, PHI_TABLE, table } from './tables.js';

/** Stream that senders write to. */
export const STREAM = 'Custom-AIGovernance';
const WATCHLIST = 'agent_scope';
const RULE_API = '2024-03-11';
const SENTINEL_API = '2025-09-01';

/** Columns of the stream: the event's own top-level keys, groups as dynamic. */
export const streamColumns = (): readonly JsonObject[] => {
  const leaves = new Map(FIELDS.filter(({ group }) => group === '').map((facts) => [facts.name, facts]));
  return TOP_LEVEL_KEYS.map((name) => {
    const facts = leaves.get(name);
    return { name, type: facts === undefined || facts.type === 'strings' ? 'dynamic' : 'string' };
  });
};

const endpoint: JsonObject = {
  type: 'Microsoft.Insights/dataCollectionEndpoints',
  apiVersion: RULE_API,
  name: "[parameters('endpointName')]",
  location: "[parameters('location')]",
  properties: { networkAcls: { publicNetworkAccess: "[parameters('publicNetworkAccess')]" } },
};

const collectionRule: JsonObject = {
  type: 'Microsoft.Insights/dataCollectionRules',
  apiVersion: RULE_API,
  name: "[parameters('ruleName')]",
  location: "[parameters('location')]",
  dependsOn: [
    "[resourceId('Microsoft.Insights/dataCollectionEndpoints', parameters('endpointName'))]",
    ...[TABLE, PHI_TABLE].map(
      (name) =>
        `[resourceId('Microsoft.OperationalInsights/workspaces/tables', parameters('workspaceName'), '${name}')]`,
    ),
  ],
  properties: {
    description: 'Governance events of AI agents to their tables',
    dataCollectionEndpointId: "[resourceId('Microsoft.Insights/dataCollectionEndpoints', parameters('endpointName'))]",
    streamDeclarations: { [STREAM]: { columns: streamColumns() } },
    destinations: {
      logAnalytics: [
        {
          name: 'workspace',
          workspaceResourceId: "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName'))]",
        },
      ],
    },
    dataFlows: flows(STREAM, 'workspace'),
  },
};

const watchlist: JsonObject = {
  type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
  apiVersion: SENTINEL_API,
  name: `[concat(parameters('workspaceName'), '/Microsoft.SecurityInsights/${WATCHLIST}')]`,
  properties: {
    displayName: WATCHLIST,
    description:
      'What each agent may touch: agent_id, kind (tool, server, department, data_class), value; * allows all',
    provider: 'agent-siem',
    source: 'agent-scope.csv',
    sourceType: 'Local',
    contentType: 'text/csv',
    numberOfLinesToSkip: 0,
    itemsSearchKey: 'agent_id',
    rawContent: "[parameters('scopeRows')]",
  },
};

const text = (description: string, defaultValue?: string): JsonObject => ({
  type: 'string',
  ...(defaultValue === undefined ? {} : { defaultValue }),
  metadata: { description },
});

/** setup.json. */
export const setupTemplate = (settings: PackSettings, version: string): JsonObject =>
  template(
    {
      parameters: {
        ...WORKSPACE,
        location: text('Region of the workspace', '[resourceGroup().location]'),
        endpointName: text('Name of the data collection endpoint', 'ai-governance-dce'),
        ruleName: text('Name of the data collection rule', 'ai-governance-dcr'),
        publicNetworkAccess: {
          type: 'string',
          defaultValue: 'Enabled',
          allowedValues: ['Enabled', 'Disabled', 'SecuredByPerimeter'],
          metadata: { description: 'Disabled: senders come through a private link' },
        },
        ...retentionParameters(settings),
        scopeRows: text('CSV of the watchlist agent_scope with its header agent_id,kind,value and at least one row'),
      },
      resources: [table(TABLE, 'totalDays'), table(PHI_TABLE, 'phiTotalDays'), endpoint, collectionRule, watchlist],
      outputs: {
        ingestionEndpoint: {
          type: 'string',
          value:
            "[reference(resourceId('Microsoft.Insights/dataCollectionEndpoints', parameters('endpointName'))).logsIngestion.endpoint]",
        },
        immutableId: {
          type: 'string',
          value:
            "[reference(resourceId('Microsoft.Insights/dataCollectionRules', parameters('ruleName'))).immutableId]",
        },
        stream: { type: 'string', value: STREAM },
        timeColumn: { type: 'string', value: TIME_COLUMN },
      },
    },
    version,
  );

/** azure-monitor-agent.json: the agent's own collection rule, for machines whose trail files it reads. */
export const agentTemplate = (version: string): JsonObject =>
  template(
    {
      parameters: {
        ...WORKSPACE,
        location: text('Region of the workspace', '[resourceGroup().location]'),
        endpointName: text('Data collection endpoint that setup.json made', 'ai-governance-dce'),
        ruleName: text('Name of this data collection rule', 'ai-governance-agent-dcr'),
        filePattern: text('Trail files on the machines', '/var/lib/agent-siem/trail/*.jsonl'),
      },
      resources: [
        {
          type: 'Microsoft.Insights/dataCollectionRules',
          apiVersion: RULE_API,
          name: "[parameters('ruleName')]",
          location: "[parameters('location')]",
          kind: 'Linux',
          properties: {
            description: 'Trail files of AI agents to their tables',
            dataCollectionEndpointId:
              "[resourceId('Microsoft.Insights/dataCollectionEndpoints', parameters('endpointName'))]",
            streamDeclarations: { [STREAM]: { columns: streamColumns() } },
            dataSources: {
              logFiles: [
                { name: 'trail', streams: [STREAM], filePatterns: ["[parameters('filePattern')]"], format: 'json' },
              ],
            },
            destinations: {
              logAnalytics: [
                {
                  name: 'workspace',
                  workspaceResourceId:
                    "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName'))]",
                },
              ],
            },
            dataFlows: flows(STREAM, 'workspace'),
          },
        },
      ],
    },
    version,
  );
