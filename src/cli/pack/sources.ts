/**
 * What a pack is built from, as the command line names it.
 * @module
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { loadDashboards } from '../../dashboards/parse.js';
import { AgentSiemError } from '../../error.js';
import { buildPack, type BuiltPack } from '../../pack/build.js';
import type { PackFiles } from '../../pack/pack-files.js';
import { readSettings } from '../../pack/read-settings.js';
import { DEFAULT_SETTINGS } from '../../pack/settings.js';
import { loadConfig, loadRules } from '../../rules/index.js';
import { expiredLines } from '../rules/exception-text.js';
import { notice } from '../rules/rule-set.js';

/** Options of every subcommand that builds. */
export interface SourceOptions {
  readonly rules: readonly string[];
  readonly dashboards: string;
  readonly config?: string;
}

const packaged = (folder: string): string => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

/** Adds those options. */
export const withSources = (command: Command): Command =>
  command
    .option('--rules <path...>', 'rule files or folders', [packaged('rules')])
    .option('--dashboards <folder>', 'folder of dashboard files', packaged('dashboards'))
    .option('--config <file>', 'agent-siem.config.yml: parameters, exceptions, retention, channels');

/**
 * Builds the pack. `before`: the files of the pack that stands there now. Exceptions that are over are named on stderr:
 * they go into the queries all the same.
 * @throws AgentSiemError for the first error of a rule
 */
export const buildFrom = (options: SourceOptions, before: PackFiles): BuiltPack => {
  const { config } = options;
  const { ruleSet, issues } = loadRules(options.rules, config === undefined ? {} : { config: loadConfig(config) });
  const error = issues.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new AgentSiemError(error.message, error);
  expiredLines(ruleSet.rules).forEach(notice);
  return buildPack({
    rules: ruleSet.rules,
    tests: ruleSet.tests,
    dashboards: loadDashboards(options.dashboards),
    settings: config === undefined ? DEFAULT_SETTINGS : readSettings(config, readFileSync(config, 'utf8')),
    before,
  });
};
