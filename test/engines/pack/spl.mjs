// Every search of the Splunk app through a third-party SPL grammar, macros expanded as Splunk does before it parses.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { grammarPieces, startTeragrep } from '../splunk/teragrep.mjs';
import { definitionOf } from './studio.mjs';

const app = (pack, path) => join(pack, 'splunk/agent_siem', path);

/** Splits at pipes outside quotes. */
const stagesOf = (text) => {
  const stages = [''];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^"'|]+|\|/g)) {
    if (part === '|') stages.push('');
    else stages[stages.length - 1] += part;
  }
  return stages.map((stage) => stage.trim().replaceAll(/\s+/g, ' '));
};

/** Commands of the Machine Learning Toolkit, which the grammar does not know: each as its manual writes it. */
const TOOLKIT = {
  fit: /^fit DensityFunction \w+(?: by "\w+(?:,\w+){0,4}")? lower_threshold=[\d.]+ upper_threshold=[\d.]+ into app:\w+$/,
  apply: /^apply app:\w+$/,
};

/** The stages that the grammar reads, and what is wrong with the others. */
const withoutToolkit = (stages) => {
  const commands = stages.filter((stage) => stage.split(' ')[0] in TOOLKIT);
  const wrong = commands.find((stage) => !TOOLKIT[stage.split(' ')[0]].test(stage));
  return { stages: stages.filter((stage) => !commands.includes(stage)), wrong };
};

/** Problems of saved searches and panels. */
export const checkSpl = async (pack, { readConf }) => {
  const conf = (name) => readConf(readFileSync(app(pack, `default/${name}.conf`), 'utf8'));
  const macros = conf('macros');
  const expand = (text) => text.replaceAll(/`(\w+)`/g, (_, name) => macros.get(name).get('definition'));
  const searches = [...conf('savedsearches')].map(([name, settings]) => [name, settings.get('search')]);
  for (const file of readdirSync(app(pack, 'default/data/ui/views'))) {
    const { dataSources } = definitionOf(readFileSync(app(pack, `default/data/ui/views/${file}`), 'utf8'));
    for (const [id, { type, options }] of Object.entries(dataSources)) {
      const query = type === 'ds.chain' ? `index=x ${options.query}` : options.query;
      searches.push([`${file} ${id}`, query.replaceAll(/\$\w+\|s\$/g, '"*"')]);
    }
  }
  const grammar = await startTeragrep();
  const problems = [];
  for (const [name, search] of searches) {
    const { stages, wrong } = withoutToolkit(stagesOf(expand(search)));
    if (wrong !== undefined) problems.push({ file: 'splunk', what: `${name}: ${wrong} is no documented form` });
    for (const piece of grammarPieces(stages)) {
      const error = await grammar.check(piece);
      if (error !== undefined) problems.push({ file: 'splunk', what: `${name}: ${error} in ${piece.slice(0, 200)}` });
    }
  }
  await grammar.stop();
  return { checked: searches.length, problems };
};
