// What each engine needs on the machine, installed or said to be missing.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installElasticsearch } from './elasticsearch/elasticsearch.mjs';
import { installChdb } from './kusto/chdb.mjs';
import { installDuckdbKql } from './kusto/duckdb-kql.mjs';
import { installTeragrep } from './splunk/teragrep.mjs';

/** Programs and downloads by target. */
const NEEDS = {
  splunk: { programs: ['java', 'javac', 'mvn'], install: [installTeragrep] },
  elastic: { programs: ['java', 'mvn', 'unzip'], install: [installElasticsearch] },
  sentinel: { programs: ['python3'], install: [installDuckdbKql, installChdb] },
  datadog: { programs: [], install: [] },
};

/** Names of the targets whose engines can be asked for. */
export const TARGETS = Object.keys(NEEDS);

const onPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Why an engine cannot run; undefined when everything it needs is there or could be installed. */
export const missingFor = async (target, { install = true } = {}) => {
  const program = NEEDS[target].programs.find((name) => !onPath(name));
  if (program !== undefined) return `${program} is not on the path`;
  if (!install) return undefined;
  try {
    for (const step of NEEDS[target].install) await step();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
};

/**
 * The targets that run. In CI, and where a target was asked for by name, a missing engine throws; elsewhere it is named
 * and left out.
 */
export const availableTargets = async (asked, options) => {
  const strict = process.env.CI === 'true';
  const found = [];
  for (const target of asked.length > 0 ? asked : TARGETS) {
    const missing = await missingFor(target, options);
    if (missing === undefined) found.push(target);
    else if (strict || asked.length > 0) throw new Error(`engine of ${target}: ${missing}`);
    else process.stderr.write(`engines: ${target} is left out: ${missing}\n`);
  }
  return found;
};
