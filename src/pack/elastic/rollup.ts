/**
 * The rollup form of the volume and cost rules: transforms, the pipeline that stamps what they write, and the rules over
 * their indices. They come beside the direct form and are loaded on demand.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { elasticRollup } from '../../targets/elastic/index.js';
import { alertTitle } from '../alert-text.js';
import { channelsOf, type Notify } from '../notify.js';
import { action } from './actions.js';
import { placeholder } from './values.js';
import { jsonText, ndjsonText, type Json, type JsonObject, type PackFiles } from '../pack-files.js';

const PIPELINE: JsonObject = {
  description: 'When a transform wrote the document',
  processors: [{ set: { field: 'ingested', value: '{{{_ingest.timestamp}}}' } }],
};

/** Columns that the query returns: fewer than the direct form's, which carries details of the events. */
const columnsOf = (query: string): readonly string[] =>
  (query.split('\n').findLast((line) => line.startsWith('| KEEP ')) ?? '').slice('| KEEP '.length).split(', ');

const rollupRule = (rule: Rule, portable: JsonObject, query: string, notify: Notify): JsonObject => {
  const columns = columnsOf(query);
  const { field_names } = portable['investigation_fields'] as { readonly field_names: readonly string[] };
  return {
    ...portable,
    id: stableId(`elastic/rollup/${rule.meta.ruleId}`),
    rule_id: `agent-siem-${rule.meta.ruleId}-rollup`,
    name: `${alertTitle(rule)} (rollup)`,
    query,
    setup: 'Needs its transforms (load.sh --rollup). Switch it on and the direct form off.',
    investigation_fields: { field_names: field_names.filter((name) => columns.includes(name)) },
    actions: channelsOf(rule.meta, notify).flatMap((channel) => action(rule, columns, channel)),
  };
};

/** Files of the folder, given the portable rules as Kibana imports them. */
export const elasticRollups = (rules: readonly Rule[], portable: readonly JsonObject[], notify: Notify): PackFiles => {
  const found = rules.flatMap((rule) => {
    const rollup = elasticRollup(rule);
    const marked = elasticRollup(rule, undefined, ({ name }) => placeholder(rule)(name));
    const own = portable.find(({ rule_id }) => rule_id === `agent-siem-${rule.meta.ruleId}`);
    return rollup === undefined || marked === undefined || own === undefined ? [] : [{ rule, rollup, marked, own }];
  });
  return new Map([
    [
      'rollup-rules.ndjson',
      ndjsonText(found.map(({ rule, rollup, own }) => rollupRule(rule, own, rollup.query, notify))),
    ],
    [
      'rollup-rules.template.ndjson',
      ndjsonText(found.map(({ rule, marked, own }) => rollupRule(rule, own, marked.query, notify))),
    ],
    ['rollup/pipeline.json', jsonText(PIPELINE)],
    ...found
      .flatMap(({ rollup }) => rollup.transforms)
      .map(({ id, body }): [string, string] => [`rollup/${id}.transform.json`, jsonText(body as unknown as Json)]),
  ]);
};
