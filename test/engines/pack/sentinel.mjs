// Every Kusto text of the Sentinel pack through Microsoft's parser; the panels run in test/conformance/panels.suite.ts.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadKustoParser, WATCHLIST_FUNCTION } from '../kusto/microsoft-parser.mjs';

const readJson = (pack, file) => JSON.parse(readFileSync(join(pack, 'sentinel', file), 'utf8'));

const schemaOf = (columns) => `(${columns.map(({ name, type }) => `['${name}']:${type.toLowerCase()}`).join(', ')})`;

/** Workbook parameters as a viewer leaves them. */
const filled = (query) => query.replaceAll(/'\{\w+\}'/g, "'*'");

const panelsOf = (workbook) =>
  workbook.items.flatMap((group) =>
    (group.content.items ?? []).flatMap((item) =>
      item.type === 3
        ? [{ dashboard: group.name, name: item.name, query: item.content.query }]
        : item.type === 9
          ? item.content.parameters
              .filter(({ query }) => query)
              .map(({ name, query }) => ({ dashboard: group.name, name: `parameter ${name}`, query }))
          : [],
    ),
  );

/** Query of a rule with its parameters put in, as the deployment does. */
export const ruleQuery = (resource, template) => {
  const { query } = resource.properties;
  if (!query.startsWith('[')) return query;
  const variable = /variables\('(\w+)'\)/.exec(query)[1];
  return [...query.matchAll(/'(@@\w+@@)', string\(parameters\('(\w+)'\)\)/g)].reduce(
    (text, [, mark, parameter]) => text.replaceAll(mark, String(template.parameters[parameter].defaultValue)),
    template.variables[variable],
  );
};

/** Problems of every Kusto text of the pack. */
export const checkKusto = (pack) => {
  const setup = readJson(pack, 'setup.json');
  const tables = setup.resources
    .filter(({ type }) => type.endsWith('/tables'))
    .map(({ properties }) => properties.schema);
  const rule = setup.resources.find(({ type }) => type.endsWith('/dataCollectionRules')).properties;
  const [[, stream]] = Object.entries(rule.streamDeclarations);
  const known = Object.fromEntries(tables.map(({ name, columns }) => [name, schemaOf(columns)]));
  const parser = loadKustoParser({ ...known, source: schemaOf(stream.columns) }, [WATCHLIST_FUNCTION]);
  const problems = [];
  let checked = 0;
  const check = (file, name, text, wanted = []) => {
    checked += 1;
    const { errors, columns } = parser.check(text);
    for (const error of errors) problems.push({ file, what: `${name}: ${error}` });
    const names = columns.map((column) => column.name);
    for (const column of wanted)
      if (!names.includes(column)) problems.push({ file, what: `${name}: no result column ${column}` });
    return columns;
  };
  for (const { transformKql, outputStream } of rule.dataFlows) {
    const table = tables.find(({ name }) => `Custom-${name}` === outputStream);
    const made = check('setup.json', `transformation to ${outputStream}`, transformKql);
    for (const { name, type } of table.columns) {
      const found = made.find((column) => column.name === name);
      if (found?.type !== type.toLowerCase())
        problems.push({ file: 'setup.json', what: `${name} is ${found?.type} instead of ${type}` });
    }
  }
  const template = readJson(pack, 'rules.json');
  for (const resource of [...template.resources, ...readJson(pack, 'learned-rules.json').resources]) {
    if (resource.type.endsWith('/savedSearches'))
      check('rules.json', resource.properties.displayName, resource.properties.query);
    if (!resource.type.endsWith('/alertRules')) continue;
    const entities = resource.properties.entityMappings.flatMap(({ fieldMappings }) =>
      fieldMappings.map(({ columnName }) => columnName),
    );
    check('rules.json', resource.properties.displayName, ruleQuery(resource, template), [
      ...entities,
      ...Object.values(resource.properties.customDetails),
    ]);
  }
  for (const { dashboard, name, query } of panelsOf(readJson(pack, 'workbook.json'))) {
    check('workbook.json', `${dashboard}/${name}`, filled(query));
  }
  for (const file of readdirSync(join(pack, 'sentinel/analytics-rules'))) {
    const text = readFileSync(join(pack, 'sentinel/analytics-rules', file), 'utf8');
    check(file, 'query', /^query: \|\n((?: {2}.*\n)+)/m.exec(text)?.[1].replaceAll(/^ {2}/gm, '') ?? 'no query');
  }
  return { checked, problems };
};
