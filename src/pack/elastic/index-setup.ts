/**
 * Elastic storage: component and index templates, lifecycle, ingest pipeline, Kibana space.
 * @module
 */
import { lookupProperties } from '../../targets/elastic/index.js';
import { jsonText, type Json, type JsonObject, type PackFiles } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { mappingProperties } from './field-types.js';

/** Data streams of the events: `default`, and `phi` with its own retention. */
export const INDEX_PATTERN = 'logs-ai_governance-*';
const MAPPINGS = 'ai-governance-mappings';
const SETTINGS = 'ai-governance-settings';
const PIPELINE = 'ai-governance';
const LIFECYCLE = 'ai-governance';
const LIFECYCLE_PHI = 'ai-governance-phi';

const META: JsonObject = { managed_by: 'agent-siem', description: 'Governance events of AI agents' };

const lifecycle = (deleteAfterDays: number): JsonObject => ({
  policy: {
    _meta: META,
    phases: {
      hot: {
        min_age: '0ms',
        actions: { rollover: { max_age: '1d', max_primary_shard_size: '50gb' }, set_priority: { priority: 100 } },
      },
      warm: {
        min_age: '7d',
        actions: { set_priority: { priority: 50 }, forcemerge: { max_num_segments: 1 }, readonly: {} },
      },
      cold: { min_age: '30d', actions: { set_priority: { priority: 0 }, readonly: {} } },
      delete: { min_age: `${deleteAfterDays}d`, actions: { delete: {} } },
    },
  },
});

const mappings = (): JsonObject => ({
  _meta: META,
  template: {
    mappings: {
      // A field of a later minor stays in _source and is not guessed at: a guessed type cannot be changed again.
      dynamic: false,
      date_detection: false,
      properties: mappingProperties(),
    },
  },
});

const settings = (): JsonObject => ({
  _meta: META,
  template: {
    settings: {
      index: {
        lifecycle: { name: LIFECYCLE },
        // Not final_pipeline: that one may not choose the index.
        default_pipeline: PIPELINE,
        codec: 'best_compression',
        mapping: { total_fields: { limit: 400 } },
      },
    },
  },
});

const indexTemplate = (pattern: string, priority: number, name?: string): JsonObject => ({
  index_patterns: [pattern],
  data_stream: {},
  composed_of: [MAPPINGS, SETTINGS],
  priority,
  _meta: META,
  ...(name === undefined ? {} : { template: { settings: { index: { lifecycle: { name } } } } }),
});

/** Groups that Filebeat and its kin put on every document; `agent` and `source` would mix with ours. */
const FORWARDER_FIELDS = ['agent', 'ecs', 'host', 'input', 'log', 'source', 'event', 'tags'];

const pipeline = (): JsonObject => ({
  description: 'Governance events: one document per event_id, @timestamp from the event, time of arrival beside it',
  _meta: META,
  processors: [
    ...rawLine(),
    { date: { field: 'timestamp', formats: ['ISO8601'], target_field: '@timestamp', if: 'ctx.timestamp != null' } },
    { set: { field: 'event.ingested', value: '{{{_ingest.timestamp}}}' } },
    // Ids make a repeated delivery a no-op inside one backing index; queries remove copies all the same.
    { set: { field: '_id', value: '{{{event_id}}}', if: 'ctx.event_id != null' } },
    { set: { field: '_index', value: 'logs-ai_governance-phi', if: "ctx.target?.data_classification == 'phi'" } },
  ],
  on_failure: [
    { set: { field: 'event.ingested', value: '{{{_ingest.timestamp}}}' } },
    { set: { field: 'error.message', value: '{{{_ingest.on_failure_message}}}' } },
  ],
});

/** A forwarder that ships the raw line in `message`: the line becomes the document. */
const rawLine = (): readonly Json[] => {
  const when = 'ctx.message instanceof String && ctx.event_id == null';
  return [
    { remove: { field: FORWARDER_FIELDS, ignore_missing: true, if: when } },
    { json: { field: 'message', add_to_root: true, if: when } },
    { remove: { field: 'message', ignore_missing: true, if: 'ctx.event_id != null' } },
  ];
};

/** Lookup index of the agents' scope; rows come from the customer. */
const scopeIndex: JsonObject = {
  settings: { index: { mode: 'lookup' } },
  mappings: { dynamic: 'strict', properties: lookupProperties },
};

const space: JsonObject = {
  id: 'ai-governance',
  name: 'AI governance',
  description: 'Alerts, dashboards and investigations for AI agents',
  color: '#0B64DD',
  initials: 'AI',
  disabledFeatures: [],
};

/** Everything that must stand before the first event arrives. */
export const elasticSetup = (config: PackSettings): PackFiles =>
  new Map([
    ['component-template-mappings.json', jsonText(mappings())],
    ['component-template-settings.json', jsonText(settings())],
    ['index-template.json', jsonText(indexTemplate(INDEX_PATTERN, 500))],
    ['index-template-phi.json', jsonText(indexTemplate('logs-ai_governance-phi', 510, LIFECYCLE_PHI))],
    ['ilm-policy.json', jsonText(lifecycle(config.retentionDays))],
    ['ilm-policy-phi.json', jsonText(lifecycle(config.phiRetentionDays))],
    ['ingest-pipeline.json', jsonText(pipeline())],
    ['agent-scope-index.json', jsonText(scopeIndex)],
    ['space.json', jsonText(space)],
  ]);
