/**
 * Second deployment of Sentinel: analytics rules, hunting queries, workbook, automation.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { compileKql } from '../../targets/sentinel/index.js';
import type { Mark } from '../../targets/parameters.js';
import type { Notify } from '../notify.js';
import type { Json, JsonObject } from '../pack-files.js';
import { parameterise } from '../parameters.js';
import { armProperties, type AnalyticsRule } from './analytics-rule.js';
import { literal, quoted, sentinelName, template, WORKSPACE } from './arm.js';
import { armParameter } from './arm-parameter.js';
import { ASIM_FUNCTION, asimQuery } from './asim.js';
import { automation } from './automation.js';
import { HUNTING_QUERIES } from './hunting.js';

const SENTINEL_API = '2025-09-01';
/** NRT rules stand in no other version. */
const NRT_API = '2025-07-01-preview';
const WORKBOOK_API = '2023-06-01';
const SEARCH_API = '2020-08-01';

const kql = (rule: Rule, mark: Mark): string | undefined => {
  const compilation = compileKql(rule, { mark });
  return compilation.ok ? compilation.query.text : undefined;
};

const mark = (name: string): string => `@@${name}@@`;
const safe = (text: string): string => text.replaceAll(/\W/g, '_');

interface ArmRule {
  readonly resource: JsonObject;
  readonly variables: JsonObject;
  readonly parameters: JsonObject;
}

/** A query with parameters stands in a variable; the rule puts the values in. */
const armRule = (compiled: AnalyticsRule): ArmRule => {
  const { rule, id, kind } = compiled;
  const { ruleId } = rule.meta;
  const marked = parameterise(rule, kql, mark);
  const names = marked?.parameters ?? [];
  const variable = `query_${safe(ruleId)}`;
  const filled = names.reduce(
    (text, { name }) => `replace(${text}, ${quoted(mark(name))}, string(parameters('${safe(ruleId)}_${name}')))`,
    `variables('${variable}')`,
  );
  const query = names.length === 0 ? literal(compiled.query) : `[${filled}]`;
  return {
    resource: {
      type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
      apiVersion: kind === 'NRT' ? NRT_API : SENTINEL_API,
      name: sentinelName(id),
      kind,
      properties: armProperties(compiled, query),
    },
    variables: names.length === 0 ? {} : { [variable]: literal(marked?.text ?? '') },
    parameters: Object.fromEntries(
      names.map((parameter) => [
        `${safe(ruleId)}_${parameter.name}`,
        armParameter({ ...parameter, description: `${ruleId}: ${parameter.description}` }),
      ]),
    ),
  };
};

const hunting = ({ name, title, description, query }: (typeof HUNTING_QUERIES)[number]): JsonObject => ({
  type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
  apiVersion: SEARCH_API,
  name: `[concat(parameters('workspaceName'), '/', ${quoted(stableId(`sentinel/hunting/${name}`))})]`,
  properties: {
    category: 'Hunting Queries',
    displayName: title,
    query,
    version: 2,
    tags: [{ name: 'description', value: description }],
  },
});

const asim: JsonObject = {
  type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
  apiVersion: SEARCH_API,
  name: `[concat(parameters('workspaceName'), '/', ${quoted(ASIM_FUNCTION)})]`,
  properties: {
    category: 'ASIM',
    displayName: ASIM_FUNCTION,
    functionAlias: ASIM_FUNCTION,
    query: asimQuery(),
    version: 2,
  },
};

const workbookResource = (title: string, content: Json): JsonObject => ({
  type: 'Microsoft.Insights/workbooks',
  apiVersion: WORKBOOK_API,
  name: stableId('sentinel/workbook'),
  location: "[parameters('location')]",
  kind: 'shared',
  properties: {
    displayName: title,
    serializedData: JSON.stringify(content),
    version: '1.0',
    category: 'sentinel',
    sourceId: "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName'))]",
  },
});

const merged = (objects: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(objects.flatMap(Object.entries<Json>));

/** rules.json. */
export const rulesTemplate = (
  rules: readonly AnalyticsRule[],
  workbook: { readonly title: string; readonly content: Json },
  notify: Notify,
  version: string,
): JsonObject => {
  const compiled = rules.map(armRule);
  return template(
    {
      parameters: {
        ...WORKSPACE,
        location: { type: 'string', defaultValue: '[resourceGroup().location]' },
        enabled: { type: 'bool', defaultValue: true, metadata: { description: 'Whether the rules run' } },
        ...merged(compiled.map(({ parameters }) => parameters)),
      },
      variables: merged(compiled.map(({ variables }) => variables)),
      resources: [
        ...compiled.map(({ resource }) => resource),
        ...HUNTING_QUERIES.map(hunting),
        asim,
        workbookResource(workbook.title, workbook.content),
        ...automation(rules, notify),
      ],
    },
    version,
  );
};
