// Every resource of the Sentinel templates against Microsoft's published schemas, and the limits those do not know.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';

const { schemas: SCHEMAS } = JSON.parse(readFileSync(join(import.meta.dirname, 'azure-schemas.json'), 'utf8'));

const AUTOMATION = 'Microsoft.OperationalInsights/workspaces/providers/automationRules';

const DEFINITIONS = {
  'Microsoft.OperationalInsights/workspaces/providers/alertRules|Scheduled': ['sentinel', 'ScheduledAlertRule'],
  'Microsoft.OperationalInsights/workspaces/providers/alertRules|NRT': ['preview', 'NrtAlertRule'],
  'Microsoft.OperationalInsights/workspaces/tables|': ['tables', 'TableProperties', 'properties'],
  'Microsoft.Insights/dataCollectionRules|': ['insights', 'DataCollectionRuleResourceProperties', 'properties'],
  'Microsoft.OperationalInsights/workspaces/providers/Watchlists|': ['sentinel', 'WatchlistProperties', 'properties'],
  [`${AUTOMATION}|`]: ['sentinel', 'AutomationRuleProperties', 'properties'],
};

const loadSchemas = () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  for (const schema of Object.values(SCHEMAS)) ajv.addSchema(schema);
  return ajv;
};

const minutes = (text) => {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text ?? '');
  return parts === null ? NaN : Number(parts[1] ?? 0) * 1440 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
};

/** Limits of the service for scheduled rules that no schema holds. */
const limits = ({ kind, properties }, variables) => {
  const found = [];
  const say = (ok, text) => ok || found.push(text);
  const query = properties.query.startsWith('[')
    ? variables[/variables\('(\w+)'\)/.exec(properties.query)?.[1]]
    : properties.query;
  say(properties.displayName.length <= 256, 'name over 256 characters');
  say(typeof query === 'string' && query.length > 0 && query.length <= 10_000, `query of ${query?.length} characters`);
  if (kind === 'Scheduled') {
    const [frequency, period] = [minutes(properties.queryFrequency), minutes(properties.queryPeriod)];
    say(frequency >= 5 && frequency <= 20_160, `frequency ${properties.queryFrequency}`);
    say(period >= frequency && period <= 20_160, `period ${properties.queryPeriod}`);
    say(period < 2880 || frequency >= 60, 'a period of two days or more needs a frequency of an hour or more');
  }
  const details = Object.keys(properties.customDetails ?? {});
  say(details.length <= 20 && details.every((key) => /^[A-Za-z0-9_]{1,20}$/.test(key)), `custom details ${details}`);
  const entities = properties.entityMappings ?? [];
  say(entities.length <= 5, `${entities.length} entity mappings`);
  say(properties.suppressionEnabled === false, 'suppression silences every group');
  return found;
};

/** Total retention as the service takes it: days up to two years, then whole years of its list. */
const YEARS = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];
const retention = ({ properties }, parameters) => {
  const valueOf = (text) => parameters[/parameters\('(\w+)'\)/.exec(text)[1]];
  const { defaultValue, allowedValues } = valueOf(properties.totalRetentionInDays);
  const interactive = valueOf(properties.retentionInDays).defaultValue;
  const taken = (days) => (days >= 4 && days <= 730) || YEARS.includes(days);
  return [
    ...[defaultValue, ...allowedValues].filter((days) => !taken(days)).map((days) => `${days} days in total`),
    ...(interactive < 4 || interactive > 730 || interactive > defaultValue ? [`${interactive} interactive days`] : []),
  ];
};

/** Errors of a value against a definition, without the alternatives that it was not meant to be. */
const errorsOf = (ajv, schema, name, value) => {
  const validate = ajv.getSchema(`${SCHEMAS[schema].id}#/definitions/${name}`);
  if (validate(value)) return [];
  // The schema lists Microsoft's own streams only; custom ones begin with Custom-, as the service documents.
  const custom = ({ instancePath }) => /streams/.test(instancePath) && JSON.stringify(value).includes('"Custom-');
  const noise = ({ keyword, schemaPath }) =>
    ['oneOf', 'anyOf', 'allOf'].includes(keyword) || /expression/.test(schemaPath);
  return validate.errors
    .filter((error) => !noise(error) && !custom(error))
    .map((error) => `${error.instancePath} ${error.message}`);
};

/** The definition of a condition says only that it is an object; that of a comparison of a property says more. */
const conditionErrors = (ajv, { properties }) =>
  (properties.triggeringLogic?.conditions ?? []).flatMap(({ conditionType, conditionProperties }, index) =>
    conditionType === 'Property'
      ? errorsOf(ajv, 'sentinel', 'AutomationRulePropertyValuesCondition', conditionProperties).map(
          (error) => `/conditions/${index}${error}`,
        )
      : [`/conditions/${index} is of the type ${conditionType}`],
  );

/** Problems of the templates in a folder, of the types that `wanted` names. */
export const checkTemplates = (folder, wanted = () => true) => {
  const ajv = loadSchemas();
  const problems = [];
  let checked = 0;
  for (const file of ['setup.json', 'azure-monitor-agent.json', 'rules.json', 'learned-rules.json']) {
    const template = JSON.parse(readFileSync(join(folder, 'sentinel', file), 'utf8'));
    for (const resource of template.resources.filter(({ type }) => wanted(type))) {
      const definition = DEFINITIONS[`${resource.type}|${resource.type.endsWith('alertRules') ? resource.kind : ''}`];
      if (definition === undefined) continue;
      const [schema, name, part] = definition;
      const value = part === undefined ? { kind: resource.kind, properties: resource.properties } : resource[part];
      checked += 1;
      const errors = [
        ...errorsOf(ajv, schema, name, value),
        ...(resource.type === AUTOMATION ? conditionErrors(ajv, resource) : []),
      ];
      if (errors.length > 0) problems.push({ file, what: `${resource.name}: ${errors.slice(0, 3).join('; ')}` });
      if (resource.type.endsWith('/tables')) {
        for (const what of retention(resource, template.parameters))
          problems.push({ file, what: `${resource.name}: ${what}` });
      }
      if (resource.type.endsWith('alertRules')) {
        for (const what of limits(resource, template.variables ?? {}))
          problems.push({ file, what: `${resource.properties.displayName}: ${what}` });
      }
    }
  }
  return { checked, problems };
};

const PLAYBOOK = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic/workflows/w';
const CHANNELS = `pack:
  notify:
    P1: [{kind: page, sentinel: ${PLAYBOOK}}, {kind: chat, sentinel: ${PLAYBOOK}}]
    high: [{kind: ticket, sentinel: ${PLAYBOOK}}]
`;

/** Automation rules stand only in a pack with channels: one is built for them. */
const checkAutomation = () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-azure-'));
  try {
    const config = join(folder, 'agent-siem.config.yml');
    writeFileSync(config, CHANNELS);
    const main = join(import.meta.dirname, '../../../dist/cli/main.js');
    execFileSync(process.execPath, [main, 'pack', 'build', '--config', config, '--out', join(folder, 'pack')], {
      stdio: 'pipe',
    });
    const { checked, problems } = checkTemplates(join(folder, 'pack'), (type) => type === AUTOMATION);
    const missing = checked === 3 ? [] : [{ file: 'rules.json', what: `${checked} automation rules, not 3` }];
    return { checked, problems: [...problems, ...missing] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Problems of the folder pack/sentinel, and of automation rules: [{file, what}]. */
export const checkAzure = (pack) => {
  const [committed, automation] = [checkTemplates(pack), checkAutomation()];
  return {
    checked: committed.checked + automation.checked,
    problems: [...committed.problems, ...automation.problems],
  };
};
