/**
 * The rollup form of the volume and cost rules: transforms, the pipeline that stamps what they write, and the rules over
 * their indices. They come beside the direct form and are loaded on demand.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { elasticRollup } from '../../targets/elastic/index.js';
import { alertTitle } from '../alert-text.js';
import { placeholder } from './rules.js';
import { jsonText, ndjsonText, type Json, type JsonObject, type PackFiles } from '../pack-files.js';

const PIPELINE: JsonObject = {
  description: 'When a transform wrote the document',
  processors: [{ set: { field: 'ingested', value: '{{{_ingest.timestamp}}}' } }],
};

const rollupRule = (portable: JsonObject, ruleId: string, title: string, query: string): JsonObject => ({
  ...portable,
  id: stableId(`elastic/rollup/${ruleId}`),
  rule_id: `agent-siem-${ruleId}-rollup`,
  name: `${title} (rollup)`,
  query,
  setup: 'Needs its transforms (load.sh --rollup). Switch it on and the direct form off.',
});

/** Files of the folder, given the portable rules as Kibana imports them. */
export const elasticRollups = (rules: readonly Rule[], portable: readonly JsonObject[]): PackFiles => {
  const found = rules.flatMap((rule) => {
    const rollup = elasticRollup(rule);
    const marked = elasticRollup(rule, undefined, ({ name }) => placeholder(rule)(name));
    const own = portable.find(({ rule_id }) => rule_id === `agent-siem-${rule.meta.ruleId}`);
    return rollup === undefined || marked === undefined || own === undefined
      ? []
      : [{ rollup, marked, title: alertTitle(rule), own }];
  });
  return new Map([
    [
      'rollup-rules.ndjson',
      ndjsonText(found.map(({ rollup, title, own }) => rollupRule(own, rollup.ruleId, title, rollup.query))),
    ],
    [
      'rollup-rules.template.ndjson',
      ndjsonText(found.map(({ marked, title, own }) => rollupRule(own, marked.ruleId, title, marked.query))),
    ],
    ['rollup/pipeline.json', jsonText(PIPELINE)],
    ...found
      .flatMap(({ rollup }) => rollup.transforms)
      .map(({ id, body }): [string, string] => [`rollup/${id}.transform.json`, jsonText(body as unknown as Json)]),
  ]);
};
