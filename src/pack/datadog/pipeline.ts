/**
 * Datadog log pipeline, facets, metrics and indexes: API bodies.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { Rule } from '../../rules/ir.js';
import { aliasAttributes, DATADOG } from '../../targets/datadog/index.js';
import type { Json, JsonObject } from '../pack-files.js';

/** Search that finds all governance logs. */
export const BASE_QUERY = `service:${DATADOG.service}`;

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

/** Looks a key up in the reference table; the row's columns land below the target. */
const lookup = (name: string, source: string, hit: string): JsonObject => ({
  type: 'lookup-processor',
  name,
  is_enabled: true,
  source,
  target: hit.slice(0, hit.lastIndexOf('.')),
  lookup_enrichment_table: DATADOG.scopeTable,
});

/** A group that different events name differently is written to one attribute. */
const aliases = (rules: readonly Rule[]): readonly JsonObject[] =>
  [...new Map(rules.flatMap((rule) => Object.entries(aliasAttributes(rule))))].map(([target, sources]) => ({
    type: 'attribute-remapper',
    name: `${sources.join(' or ')} to ${target}`,
    is_enabled: true,
    sources,
    source_type: 'attribute',
    target,
    target_type: 'attribute',
    preserve_source: true,
    override_on_conflict: false,
  }));

const severity = (name: string, query: string): JsonObject => ({ name, filter: { query } });

/** Body of POST /api/v1/logs/config/pipelines. */
export const pipeline = (rules: readonly Rule[]): JsonObject => ({
  name: 'AI agent governance',
  is_enabled: true,
  filter: { query: BASE_QUERY },
  tags: ['managed_by:agent-siem'],
  processors: [
    { type: 'date-remapper', name: 'Time of the event', is_enabled: true, sources: ['timestamp'] },
    ...Object.entries(STANDARD_ATTRIBUTES).map(([source, target]) => remap(source, target)),
    {
      type: 'geo-ip-parser',
      name: 'Location',
      is_enabled: true,
      sources: ['network.client.ip'],
      target: 'network.client.geoip',
    },
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
    lookup('Tool is in the scope of the agent', 'scope.key', DATADOG.scopeHit),
    lookup('Agent has a scope', 'agent.agent_id', DATADOG.scopeRegistered),
    ...aliases(rules),
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
