// What each engine needs on the machine, installed or said to be missing.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installCollectors } from './collector/install.mjs';
import { installElasticsearch } from './elasticsearch/elasticsearch.mjs';
import { installRsyslog } from './forwarders/rsyslog.mjs';
import { installSyslogNg } from './forwarders/syslog-ng.mjs';
import { installChdb } from './kusto/chdb.mjs';
import { installDuckdbKql } from './kusto/duckdb-kql.mjs';
import { installPth10 } from './spark/pth10.mjs';
import { installTeragrep } from './splunk/teragrep.mjs';

/** Programs and downloads by target. */
const NEEDS = {
  splunk: { programs: ['java', 'javac', 'mvn'], install: [installTeragrep, installPth10] },
  elastic: { programs: ['java', 'mvn', 'unzip'], install: [installElasticsearch] },
  sentinel: { programs: ['python3'], install: [installDuckdbKql, installChdb] },
  datadog: { programs: [], install: [] },
};

/** Collectors and forwarders, and the Elasticsearch that one of them writes to. */
const FORWARDING = {
  programs: ['go', 'apt-get', 'dpkg', 'openssl', 'java', 'mvn', 'unzip'],
  install: [installCollectors, installRsyslog, installSyslogNg, installElasticsearch],
};

/** Names of the targets whose engines can be asked for. */
export const TARGETS = Object.keys(NEEDS);

/** Whether a program is there. */
export const onPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const missingOf = async (needs, { install = true } = {}) => {
  const program = needs.programs.find((name) => !onPath(name));
  if (program !== undefined) return `${program} is not on the path`;
  if (!install) return undefined;
  try {
    for (const step of needs.install) await step();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
};

/** Why an engine cannot run; undefined when everything it needs is there or could be installed. */
export const missingFor = (target, options) => missingOf(NEEDS[target], options);

/** Whether collectors and forwarders run; throws as `availableTargets` does. */
export const forwardingAvailable = async (asked, options) => {
  const missing = await missingOf(FORWARDING, options);
  if (missing === undefined) return true;
  if (process.env.CI === 'true' || asked) throw new Error(`forwarding: ${missing}`);
  process.stderr.write(`engines: forwarding is left out: ${missing}\n`);
  return false;
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
