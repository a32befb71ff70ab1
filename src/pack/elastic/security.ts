/**
 * Who may do what in Elasticsearch and Kibana: a role for people, bodies of API keys for what writes and what installs.
 * @module
 */
import type { JsonObject } from '../pack-files.js';
import { INDEX_PATTERN } from './index-setup.js';

const SPACE = 'ai-governance';
/** Where Kibana keeps the alerts of a space. */
const ALERTS = [`.alerts-security.alerts-${SPACE}`, `.internal.alerts-security.alerts-${SPACE}-*`];
/** And the value lists that exceptions may use. */
const LISTS = [`.lists-${SPACE}`, `.items-${SPACE}`];

/** Reads events, reads alerts and sets their status; changes no rule. */
const analyst: JsonObject = {
  elasticsearch: {
    cluster: [],
    indices: [
      { names: [INDEX_PATTERN, 'agent_scope'], privileges: ['read', 'view_index_metadata'] },
      { names: ALERTS, privileges: ['read', 'write', 'maintenance', 'view_index_metadata'] },
      { names: LISTS, privileges: ['read', 'view_index_metadata'] },
    ],
  },
  kibana: [{ base: [], feature: { dashboard: ['read'], discover: ['read'], siem: ['read'] }, spaces: [SPACE] }],
};

const writer: JsonObject = {
  // Filebeat and Logstash ask for the version and the licence when they connect.
  cluster: ['monitor'],
  indices: [{ names: [INDEX_PATTERN], privileges: ['create_doc', 'auto_configure'] }],
};

/** What load.sh sends, and what rules read that it switches on: they go on running with its key. */
const loader: JsonObject = {
  cluster: ['manage_ilm', 'manage_index_templates', 'manage_ingest_pipelines'],
  indices: [
    { names: ['agent_scope'], privileges: ['manage', 'read', 'write'] },
    { names: [INDEX_PATTERN], privileges: ['read', 'view_index_metadata'] },
    { names: [...ALERTS, ...LISTS], privileges: ['manage', 'read', 'write', 'view_index_metadata'] },
  ],
  applications: [
    {
      application: 'kibana-.kibana',
      privileges: [
        'feature_siem.all',
        'feature_dashboard.all',
        'feature_discover.all',
        'feature_indexPatterns.all',
        'feature_savedObjectsManagement.all',
      ],
      resources: [`space:${SPACE}`],
    },
  ],
};

/** Text of roles.json: the role as Kibana's role API takes it, the keys as Elasticsearch's API key call does. */
export const security = (): JsonObject => ({
  analyst_role: analyst,
  writer_api_key: { name: 'ai-governance-writer', role_descriptors: { writer } },
  loader_api_key: { name: 'ai-governance-loader', role_descriptors: { loader } },
});
