/**
 * The data view over all governance events, and what a value in a list leads to.
 * @module
 */
import { DATA_STREAM } from '../../targets/elastic/fields.js';
import type { Saved } from './saved-object.js';

/** Id of the data view; rules and links name it. */
export const DATA_VIEW_ID = 'ai-governance';

/** A value in a table leads to the events that carry it. Kibana encodes the value. */
const linkTo = (field: string): Saved => ({
  id: 'url',
  params: {
    type: 'a',
    labelTemplate: '{{rawValue}}',
    urlTemplate: `../app/discover#/?_a=(dataSource:(dataViewId:${DATA_VIEW_ID},type:dataView),query:(language:kuery,query:'${field}:"{{value}}"'))`,
  },
});

const LINKED = ['agent.session_id', 'agent.agent_id', 'identity.email', 'integrity.trail_id'];

/** The data view over all governance events. */
export const dataView = (): Saved => ({
  id: DATA_VIEW_ID,
  type: 'index-pattern',
  managed: false,
  coreMigrationVersion: '8.8.0',
  typeMigrationVersion: '8.0.0',
  attributes: {
    title: DATA_STREAM,
    name: 'AI governance events',
    timeFieldName: '@timestamp',
    fields: '[]',
    sourceFilters: '[]',
    fieldFormatMap: JSON.stringify(Object.fromEntries(LINKED.map((field) => [field, linkTo(field)]))),
    runtimeFieldMap: '{}',
    fieldAttrs: '{}',
    allowNoIndex: true,
  },
  references: [],
});
