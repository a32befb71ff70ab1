/**
 * First deployment of Sentinel: table, data collection endpoint and rule, watchlist.
 * @module
 */
import { FIELDS, TOP_LEVEL_KEYS } from '../../event/index.js';
import { TABLE, TABLE_COLUMNS, TIME_COLUMN, type ColumnType } from '../../targets/sentinel/index.js';
import type { JsonObject } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { template, WORKSPACE } from './arm.js';

/** Stream that senders write to. */
export const STREAM = 'Custom-AIGovernance';
const WATCHLIST = 'agent_scope';
const TABLE_API = '2025-07-01';
const RULE_API = '2024-03-11';
const SENTINEL_API = '2025-09-01';

/** Interactive retention that costs nothing extra in Sentinel. */
const INTERACTIVE_DAYS = 90;

const tableType = (type: ColumnType): string => (type === 'datetime' ? 'dateTime' : type);

const table: JsonObject = {
  type: 'Microsoft.OperationalInsights/workspaces/tables',
  apiVersion: TABLE_API,
  name: `[concat(parameters('workspaceName'), '/${TABLE}')]`,
  properties: {
    plan: 'Analytics',
    retentionInDays: "[parameters('interactiveDays')]",
    totalRetentionInDays: "[parameters('totalDays')]",
    schema: {
      name: TABLE,
      description: 'Governance events of AI agents',
      columns: [
        { name: 'TimeGenerated', type: 'dateTime', description: 'Time of arrival: rules scan by it and decide by EventTime' },
        ...TABLE_COLUMNS.map(({ name, type, description }) => ({ name, type: tableType(type), description })),
      ],
    },
  },
};

const CONVERSIONS: Readonly<Record<ColumnType, (path: string) => string>> = {
  string: (path) => `tostring(${path})`,
  long: (path) => `tolong(${path})`,
  real: (path) => `todouble(${path})`,
  datetime: (path) => `todatetime(${path})`,
  dynamic: (path) => path,
};

/** Event as sent to columns. A whole number may stand where a fraction is meant: OTLP turns 1.0 into 1. */
export const transformation = (): string =>
  `source\n| project TimeGenerated = now(), ${TABLE_COLUMNS.map(({ name, type, field }) => `${name} = ${CONVERSIONS[type](field)}`).join(', ')}`;

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
    `[resourceId('Microsoft.OperationalInsights/workspaces/tables', parameters('workspaceName'), '${TABLE}')]`,
  ],
  properties: {
    description: 'Governance events of AI agents to their table',
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
    dataFlows: [
      { streams: [STREAM], destinations: ['workspace'], transformKql: transformation(), outputStream: `Custom-${TABLE}` },
    ],
  },
};

const watchlist: JsonObject = {
  type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
  apiVersion: SENTINEL_API,
  name: `[concat(parameters('workspaceName'), '/Microsoft.SecurityInsights/${WATCHLIST}')]`,
  properties: {
    displayName: WATCHLIST,
    description: 'What each agent may touch: agent_id, kind (tool, server, department, data_class), value; * allows all',
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
        interactiveDays: {
          type: 'int',
          defaultValue: INTERACTIVE_DAYS,
          minValue: 30,
          maxValue: 730,
          metadata: { description: 'Days that queries see without a search job' },
        },
        totalDays: {
          type: 'int',
          defaultValue: settings.phiRetentionDays,
          minValue: 30,
          maxValue: 4383,
          metadata: { description: `Days until deletion. ${settings.retentionDays} is enough where no event touches protected health information` },
        },
        scopeRows: text('CSV of the watchlist agent_scope with its header agent_id,kind,value and at least one row'),
      },
      resources: [table, endpoint, collectionRule, watchlist],
      outputs: {
        ingestionEndpoint: {
          type: 'string',
          value: "[reference(resourceId('Microsoft.Insights/dataCollectionEndpoints', parameters('endpointName'))).logsIngestion.endpoint]",
        },
        immutableId: {
          type: 'string',
          value: "[reference(resourceId('Microsoft.Insights/dataCollectionRules', parameters('ruleName'))).immutableId]",
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
            description: 'Trail files of AI agents to their table',
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
            dataFlows: [
              {
                streams: [STREAM],
                destinations: ['workspace'],
                transformKql: transformation(),
                outputStream: `Custom-${TABLE}`,
              },
            ],
          },
        },
      ],
    },
    version,
  );
