// Dashboard Studio definitions against Splunk's own schemas, strictly, and what those do not look at.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

const validator = () => {
  const definition = require('@splunk/dashboard-definition');
  const { DashboardValidator } = require('@splunk/dashboard-validation');
  const schemas = require('@splunk/visualization-schemas');
  const visualizations = Object.fromEntries(
    Object.entries(schemas)
      .filter(([name, value]) => /OptionsSchema$/.test(name) && typeof value === 'object')
      .map(([name, value]) => [`splunk.${name.replace(/OptionsSchema$/, '').toLowerCase()}`, value]),
  );
  const instance = new DashboardValidator();
  const search = { query: { type: 'string', minLength: 1 }, queryParameters: { type: 'object' } };
  const failed = instance.setSchema(
    definition.createSchemaBasedOnDicts({
      visualizationDict: visualizations,
      dataSourceDict: { 'ds.search': search, 'ds.chain': { query: { type: 'string', minLength: 1 } } },
      layoutDict: { grid: {}, absolute: {} },
      inputDict: {
        'input.timerange': { token: { type: 'string' }, defaultValue: { type: 'string' } },
        'input.text': { token: { type: 'string' }, defaultValue: { type: 'string' } },
      },
    }),
  );
  if (failed) throw new Error(failed.message);
  return instance;
};

/** The JSON definition inside a view's XML. */
export const definitionOf = (xml) => JSON.parse(/<definition><!\[CDATA\[([\s\S]*?)\]\]><\/definition>/.exec(xml)[1]);

const references = (dashboard) => {
  const found = [];
  for (const [id, { dataSources }] of Object.entries(dashboard.visualizations)) {
    for (const source of Object.values(dataSources))
      if (!(source in dashboard.dataSources)) found.push(`${id} reads ${source}, which is not there`);
  }
  for (const [id, { type, options }] of Object.entries(dashboard.dataSources)) {
    if (type === 'ds.chain' && !(options.extend in dashboard.dataSources))
      found.push(`${id} extends ${options.extend}`);
    if (!options.query) found.push(`${id} has no query`);
  }
  for (const { structure } of Object.values(dashboard.layout.layoutDefinitions)) {
    for (const { item, position } of structure) {
      if (!(item in dashboard.visualizations)) found.push(`the layout places ${item}, which is not there`);
      if (position.x + position.w > 1200) found.push(`${item} stands outside the grid`);
    }
  }
  return found;
};

/** Problems of every view of the app. */
export const checkStudio = (pack) => {
  const folder = join(pack, 'splunk/agent_siem/default/data/ui/views');
  const instance = validator();
  const problems = [];
  let checked = 0;
  for (const file of readdirSync(folder)) {
    const dashboard = definitionOf(readFileSync(join(folder, file), 'utf8'));
    checked += 1;
    const errors = instance.validate(dashboard);
    const list = Array.isArray(errors) ? errors : errors === null ? [] : [errors];
    for (const error of list.slice(0, 10))
      problems.push({
        file,
        what: `${error.instancePath ?? ''} ${error.message ?? JSON.stringify(error)} ${JSON.stringify(error.params ?? {})}`,
      });
    for (const what of references(dashboard)) problems.push({ file, what });
  }
  return { checked, problems };
};
