/**
 * Everything for Elastic.
 * @module
 */
import { savedObjects } from '../../dashboards/elastic/kibana.js';
import type { Dashboard } from '../../dashboards/model.js';
import type { Rule } from '../../rules/ir.js';
import { jsonText, ndjsonText, type JsonObject, type PackFiles } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { elasticSetup } from './index-setup.js';
import { elasticLearned } from './learned.js';
import { loaderScript } from './loader/script.js';
import { elasticRollups } from './rollup.js';
import { elasticRules } from './rules.js';
import { security } from './security.js';

const VALUES_HEAD =
  '# Defaults of every rule parameter. Copy the lines you change to a file of your own and give it to load.sh --values.\n';

/** Files of the folder elastic/. */
export const elasticPack = (
  rules: readonly Rule[],
  dashboards: readonly Dashboard[],
  settings: PackSettings,
): PackFiles => {
  const compiled = elasticRules(rules, settings.notify);
  return new Map([
    ...elasticSetup(settings),
    ['roles.json', jsonText(security())],
    ['rules.ndjson', ndjsonText(compiled.rules)],
    ['rules.template.ndjson', ndjsonText(compiled.templates)],
    ['values.env', `${VALUES_HEAD}${compiled.values}`],
    ['exception-lists.ndjson', ndjsonText(compiled.exceptionLists)],
    ['dashboards.ndjson', ndjsonText(savedObjects(dashboards) as readonly JsonObject[])],
    ['load.sh', loaderScript()],
    ...elasticLearned(rules, compiled.rules),
    ...elasticRollups(rules, compiled.rules, settings.notify),
  ]);
};
