// A folder of Sigma rules through all four targets: parsed, compiled, each query taken by the target's own parser, and on
// recorded events the same hits as the evaluator.
//
//   npm run build && node bench/foreign-corpus.mjs --rules DIR [--events DIR] [--only elastic,sentinel,splunk,datadog] [--all-on-kusto]
//
// --rules repeats. --events holds JSON dumps of Windows event log files (one or more a file), each file named after the
// id of the rule that it must meet, as regression_data of SigmaHQ/sigma does.
// Elasticsearch and our SPL interpreter run every query, Datadog's matcher every search; duckdb-kql, which takes long to
// translate one, those of the rules that an event is named after (--all-on-kusto: all). Nothing of the folders is kept.
import { parseArgs } from 'node:util';
import { compilePredicate } from '../dist/evaluate/index.js';
import { loadRules } from '../dist/rules/index.js';
import { TARGETS } from '../dist/targets/index.js';
import { startForeignDatadog } from '../test/engines/foreign/datadog.mjs';
import { FOREIGN_TABLE, foreignColumns, startForeignKusto } from '../test/engines/foreign/duckdb-kql.mjs';
import { FOREIGN_INDEX, startForeignElasticsearch } from '../test/engines/foreign/elasticsearch.mjs';
import { collectFields } from '../test/engines/foreign/fields.mjs';
import { startForeignSplunk } from '../test/engines/foreign/splunk.mjs';
import { readRecordedEvents } from '../test/engines/foreign/recorded-events.mjs';
import { loadKustoParser } from '../test/engines/kusto/microsoft-parser.mjs';
import { startTeragrep } from '../test/engines/splunk/teragrep.mjs';

const { values } = parseArgs({
  options: {
    rules: { type: 'string', multiple: true },
    events: { type: 'string' },
    only: { type: 'string', default: 'elastic,sentinel,splunk,datadog' },
    'all-on-kusto': { type: 'boolean', default: false },
  },
});
if (values.rules === undefined) {
  console.error('--rules DIR is missing: a folder of Sigma rules');
  process.exit(2);
}
const only = values.only.split(',');
const START = Date.UTC(2026, 0, 1);
const END = new Date(START + 86_400_000).toISOString();
const RANGES = {
  elastic: { from: `TO_DATETIME("${new Date(START - 1).toISOString()}")`, to: `TO_DATETIME("${END}")` },
  sentinel: { from: `datetime(${new Date(START - 1).toISOString()})`, to: `datetime(${END})` },
  splunk: { from: 'now() - 172800', to: 'now()' },
};
const SOURCES = {
  elastic: FOREIGN_INDEX,
  sentinel: FOREIGN_TABLE,
  splunk: 'index=foreign',
  datadog: 'service:foreign',
};

const { ruleSet, issues } = loadRules(values.rules, { tests: false });
const { rules } = ruleSet;
const errors = issues.filter(({ severity }) => severity === 'error');
console.log(`parsed: ${rules.length} rules, ${errors.length} errors`);
for (const { code, file, line, message } of errors) console.log(`  ${file}:${line} ${code}: ${message}`);

const fields = new Set();
for (const rule of rules) collectFields(rule, fields);
const { events, names } =
  values.events === undefined ? { events: [], names: new Map() } : readRecordedEvents(values.events, START);
for (const event of events) for (const name of Object.keys(event)) fields.add(name);
if (events.length > 0) console.log(`events: ${events.length}`);
fields.delete('event_id');
fields.delete('@timestamp');
// The emulator's column names ignore case, Kusto's do not: a name that differs in case alone is mapped.
const kustoNames = {};
for (const name of fields) {
  const taken = Object.values(kustoNames).some((other) => other.toLowerCase() === name.toLowerCase());
  kustoNames[name] = taken ? `${name}__other_case` : name;
}

const counted = (found, key) => found.set(key, (found.get(key) ?? 0) + 1);
const compileAll = (target) => {
  const unsupported = new Map();
  const queries = [];
  for (const rule of rules) {
    const fieldNames = target === 'sentinel' ? kustoNames : {};
    const map = { fields: fieldNames, source: SOURCES[target], ...(target === 'datadog' ? {} : { id: 'event_id' }) };
    const range = RANGES[target] === undefined ? {} : { range: RANGES[target] };
    const compiled = TARGETS[target].compile(rule, { map, ...range });
    if (compiled.ok) queries.push({ rule, text: compiled.query.text });
    else
      for (const construct of new Set(compiled.unsupported.map((one) => one.construct)))
        counted(unsupported, construct);
  }
  const list = [...unsupported].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  console.log(
    `${target}: ${queries.length} compiled, ${rules.length - queries.length} unsupported (${list.join(', ')})`,
  );
  return queries;
};

const report = (target, what, done, problems) => {
  console.log(`${target}: ${what}: ${done - problems.length} of ${done}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem.slice(0, 400)}`);
};

const predicates = new Map();
const expectedOf = (rule) => {
  const known = predicates.get(rule);
  if (known !== undefined) return known;
  const matches = compilePredicate(rule.predicate);
  const found = events.filter(matches).map((event) => event.event_id);
  predicates.set(rule, found);
  return found;
};
if (events.length > 0) {
  const detections = rules.filter(({ kind }) => kind === 'detection');
  const hits = detections.reduce((sum, rule) => sum + expectedOf(rule).length, 0);
  const own = new Map(detections.map((rule) => [rule.meta.id, rule]));
  const ids = new Set([...names.values()].filter((name) => own.has(name)));
  const attacks = [...ids].map((id) => [id, events.filter((event) => names.get(event) === id)]);
  const missed = attacks.filter(([id, recorded]) => {
    const found = expectedOf(own.get(id));
    return !recorded.some((event) => found.includes(event.event_id));
  });
  console.log(
    `evaluator: ${hits} hits; ${attacks.length - missed.length} of ${attacks.length} recorded attacks found by the rule they are named after`,
  );
  for (const [id] of missed) console.log(`  not found: ${own.get(id).meta.at.file}`);
}

/** Runs queries; complaints of the engine and differing hits. */
const execute = async (target, queries, rows, atOnce) => {
  const refused = [];
  const different = [];
  let compared = 0;
  let hits = 0;
  const queue = [...queries];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { rule, text } = next;
      let found;
      try {
        found = await rows(text);
      } catch (error) {
        refused.push(`${rule.meta.at.file}: ${error.message}`);
        continue;
      }
      if (rule.kind !== 'detection' || events.length === 0) continue;
      compared += 1;
      const got = found.map((row) => String(row.event_id ?? row.EventId)).sort();
      const wanted = [...expectedOf(rule)].sort();
      hits += wanted.length;
      if (got.join() !== wanted.join())
        different.push(`${rule.meta.at.file}: ${got.join()} instead of ${wanted.join()}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  report(target, 'accepted', queries.length, refused);
  if (events.length > 0) report(target, `same hits as the evaluator (${hits} hits)`, compared, different);
};

if (only.includes('elastic')) {
  const queries = compileAll('elastic');
  const elastic = await startForeignElasticsearch(fields);
  try {
    await elastic.load(events);
    await execute('elastic', queries, elastic.rows, 4);
  } finally {
    await elastic.stop();
  }
}
if (only.includes('sentinel')) {
  const queries = compileAll('sentinel');
  const columns = Object.entries(foreignColumns(Object.values(kustoNames))).map(
    ([name, type]) => `[${JSON.stringify(name)}]:${type}`,
  );
  const parser = loadKustoParser({ [FOREIGN_TABLE]: `(${columns.join(', ')})` });
  const problems = queries.flatMap(({ rule, text }) =>
    parser
      .check(text)
      .errors.slice(0, 1)
      .map((error) => `${rule.meta.at.file}: ${error}`),
  );
  report('sentinel', "accepted by Microsoft's parser", queries.length, problems);
  if (events.length > 0) {
    const named = new Set(names.values());
    const chosen = queries.filter(({ rule }) => values['all-on-kusto'] || named.has(rule.meta.id));
    const kusto = await startForeignKusto(Object.values(kustoNames));
    try {
      const renamed = (event) =>
        Object.fromEntries(Object.entries(event).map(([name, value]) => [kustoNames[name] ?? name, value]));
      await kusto.load(events.map(renamed));
      await execute('sentinel', chosen, (text) => kusto.rows(text, END), 1);
    } finally {
      await kusto.stop();
    }
  }
}
if (only.includes('splunk')) {
  const queries = compileAll('splunk');
  const grammar = await startTeragrep();
  const splunk = await startForeignSplunk();
  splunk.load(events);
  const rows = async (text) => {
    const problem = await grammar.check(text);
    if (problem !== undefined) throw new Error(problem);
    return events.length === 0 ? [] : splunk.rows(text, END);
  };
  await execute('splunk', queries, rows, 1);
  await grammar.stop();
}
if (only.includes('datadog')) {
  const datadog = startForeignDatadog();
  datadog.load(events);
  await execute('datadog', compileAll('datadog'), datadog.rows, 1);
}
