/**
 * Pieces of Azure Resource Manager templates.
 * @module
 */
import type { Json, JsonObject } from '../pack-files.js';

/** One template. */
export interface Template {
  readonly parameters: JsonObject;
  readonly variables?: JsonObject;
  readonly resources: readonly JsonObject[];
  readonly outputs?: JsonObject;
}

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/** The template's JSON; `_generator` is where ARM keeps who wrote it. */
export const template = ({ parameters, variables, resources, outputs }: Template, version: string): JsonObject => ({
  $schema: SCHEMA,
  contentVersion: `${version.replace(/[^\d.].*$/, '')}.0`,
  metadata: { _generator: { name: 'agent-siem pack build', version } },
  parameters,
  ...(variables === undefined ? {} : { variables }),
  resources,
  ...(outputs === undefined ? {} : { outputs }),
});

/** A literal inside an ARM expression. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Text that ARM must not read as an expression. */
export const literal = (text: string): string => (text.startsWith('[') ? `[${text}` : text);

/** ISO 8601 duration of whole minutes, in the largest unit that says it whole. */
export const isoDuration = (ms: number): string => {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes % 1440 === 0) return `P${minutes / 1440}D`;
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
};

/** The same as the YAML form of Sentinel's content says it. */
export const shortDuration = (ms: number): string => {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

/** Parameter of the workspace that everything hangs on. */
export const WORKSPACE: JsonObject = {
  workspaceName: { type: 'string', metadata: { description: 'Log Analytics workspace with Microsoft Sentinel' } },
};

/** Name of a resource below the workspace's Sentinel. */
export const sentinelName = (name: string): string =>
  `[concat(parameters('workspaceName'), '/Microsoft.SecurityInsights/', ${quoted(name)})]`;

/** Values that stand once each, in order. */
export const unique = <T extends Json>(values: readonly T[]): readonly T[] => [...new Set(values)];
