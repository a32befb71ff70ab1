/**
 * Datadog log pipeline, facets, metrics and indexes: API bodies.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { Json, JsonObject } from '../pack-files.js';

/** Every governance log carries this service. */
export const SERVICE = 'ai-governance';
/** Search that finds all of them. */
export const BASE_QUERY = `service:${SERVICE}`;

const remap = (source: string, target: string): JsonObject => ({
  type: 'attribute-remapper',
  name: `${source} to ${target}`,
  is_enabled: true,
  sources: [source],
  source_type: 'attribute',
  target,
  target_type: 'attribute',
  // The event itself stays whole: rules and verification read the original names.
  preserve_source: true,
  override_on_conflict: false,
});

/** Our field to Datadog's standard attribute. */
export const STANDARD_ATTRIBUTES: Readonly<Record<string, string>> = {
  'identity.email': 'usr.email',
  'identity.user_id': 'usr.id',
  'tool_call.tool_name': 'evt.name',
  'governance.result': 'evt.outcome',
  'identity.source_ip': 'network.client.ip',
};

/** Name of the reference table with the agents' scope, and of the attribute that enrichment writes. */
export const SCOPE_TABLE = 'agent_scope';

const severity = (name: string, query: string): JsonObject => ({ name, filter: { query } });

/** Body of POST /api/v1/logs/config/pipelines. */
export const pipeline = (): JsonObject => ({
  name: 'AI agent governance',
  is_enabled: true,
  filter: { query: BASE_QUERY },
  tags: ['managed_by:agent-siem'],
  processors: [
    { type: 'date-remapper', name: 'Time of the event', is_enabled: true, sources: ['timestamp'] },
    ...Object.entries(STANDARD_ATTRIBUTES).map(([source, target]) => remap(source, target)),
    { type: 'geo-ip-parser', name: 'Location', is_enabled: true, sources: ['network.client.ip'], target: 'network.client.geoip' },
    {
      type: 'category-processor',
      name: 'Status',
      is_enabled: true,
      target: 'governance_status',
      categories: [
        severity('critical', '@event_type:("secret.detected" OR "secret.blocked")'),
        severity('error', '@event_type:"cost.threshold_exceeded"'),
        severity(
          'warning',
          '@event_type:("tool_call.blocked" OR "policy.violation" OR "tool_call.failed" OR "auth.failure")',
        ),
        severity('info', '*'),
      ],
    },
    { type: 'status-remapper', name: 'Log status', is_enabled: true, sources: ['governance_status'] },
    {
      type: 'string-builder-processor',
      name: 'Key of the scope table',
      is_enabled: true,
      template: '%{agent.agent_id}|tool|%{tool_call.tool_name}',
      target: 'scope.key',
      is_replace_missing: false,
    },
    {
      type: 'lookup-processor',
      name: 'Scope of the agent',
      is_enabled: true,
      source: 'scope.key',
      target: 'scope.allowed',
      lookup_enrichment_table: SCOPE_TABLE,
    } satisfies JsonObject,
  ],
});

/** Facets and measures to create in the log explorer (no public API makes them): path, type, group, description. */
export const facets = (): Json =>
  FIELDS.filter((facts) => facts.path !== 'timestamp').map((facts) => ({
    path: `@${facts.path}`,
    name: facts.path,
    kind: facts.type === 'integer' || facts.type === 'number' ? 'measure' : 'facet',
    type: facts.type === 'integer' ? 'integer' : facts.type === 'number' ? 'double' : 'string',
    group: 'AI governance',
    description: facts.description,
  }));

const metric = (id: string, query: string, compute: JsonObject, groups: readonly (readonly [string, string])[]): JsonObject => ({
  data: {
    id,
    type: 'logs_metrics',
    attributes: {
      compute,
      filter: { query: `${BASE_QUERY} ${query}`.trim() },
      group_by: groups.map(([path, tag_name]) => ({ path, tag_name })),
    },
  },
});

const AGENT = ['@agent.agent_id', 'agent_id'] as const;
const USER = ['@identity.email', 'user_email'] as const;

/** Bodies of POST /api/v2/logs/config/metrics: the series that anomaly monitors and long graphs need. */
export const metrics = (): readonly JsonObject[] => [
  metric('ai_governance.tool_calls', '@event_type:"tool_call.requested"', { aggregation_type: 'count' }, [AGENT, USER]),
  metric(
    'ai_governance.cost_usd',
    '@cost.estimated_cost_usd:*',
    { aggregation_type: 'distribution', path: '@cost.estimated_cost_usd', include_percentiles: false },
    [AGENT],
  ),
  metric(
    'ai_governance.evaluation_ms',
    '@governance.evaluation_ms:*',
    { aggregation_type: 'distribution', path: '@governance.evaluation_ms', include_percentiles: true },
    [AGENT],
  ),
];
