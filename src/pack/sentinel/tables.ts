/**
 * Tables of Sentinel and what goes into them. A table has one retention: events that touched protected health information
 * go into a second one as well, which keeps them as long as they must be kept. Rules and workbook read the first, which
 * has all events.
 * @module
 */
import { TABLE, TABLE_COLUMNS, type ColumnType } from '../../targets/sentinel/index.js';
import type { JsonObject } from '../pack-files.js';

const TABLE_API = '2025-07-01';

/** Events that touched protected health information, for as long as HIPAA asks. */
export const PHI_TABLE = TABLE.replace('_CL', 'Phi_CL');

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  [TABLE]: 'Governance events of AI agents',
  [PHI_TABLE]: 'Governance events of AI agents that touched protected health information: a second copy, kept longer',
};

const tableType = (type: ColumnType): string => (type === 'datetime' ? 'dateTime' : type);

/** A table whose total retention is a parameter of the template. */
export const table = (name: string, totalDays: string): JsonObject => ({
  type: 'Microsoft.OperationalInsights/workspaces/tables',
  apiVersion: TABLE_API,
  name: `[concat(parameters('workspaceName'), '/${name}')]`,
  properties: {
    plan: 'Analytics',
    retentionInDays: "[parameters('interactiveDays')]",
    totalRetentionInDays: `[parameters('${totalDays}')]`,
    schema: {
      name,
      description: DESCRIPTIONS[name] ?? '',
      columns: [
        {
          name: 'TimeGenerated',
          type: 'dateTime',
          description: 'Time of arrival: rules scan by it and decide by EventTime',
        },
        ...TABLE_COLUMNS.map(({ name: column, type, description }) => ({
          name: column,
          type: tableType(type),
          description,
        })),
      ],
    },
  },
});

const CONVERSIONS: Readonly<Record<ColumnType, (path: string) => string>> = {
  string: (path) => `tostring(${path})`,
  long: (path) => `tolong(${path})`,
  real: (path) => `todouble(${path})`,
  datetime: (path) => `todatetime(${path})`,
  dynamic: (path) => path,
};

/** Event as sent to columns. A whole number may stand where a fraction is meant: OTLP turns 1.0 into 1. */
const transformation = (condition = ''): string =>
  `source\n${condition}| project TimeGenerated = now(), ${TABLE_COLUMNS.map(({ name, type, field }) => `${name} = ${CONVERSIONS[type](field)}`).join(', ')}`;

/** Flows of a collection rule: all events, and those of protected health information once more. */
export const flows = (stream: string, destination: string): readonly JsonObject[] =>
  [
    { transformKql: transformation(), outputStream: `Custom-${TABLE}` },
    {
      transformKql: transformation("| where tostring(target.data_classification) == 'phi'\n"),
      outputStream: `Custom-${PHI_TABLE}`,
    },
  ].map((flow) => ({ streams: [stream], destinations: [destination], ...flow }));
