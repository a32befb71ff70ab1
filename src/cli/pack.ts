/**
 * agent-siem pack: build, verify, diff.
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDashboards } from '../dashboards/parse.js';
import { AgentSiemError } from '../error.js';
import { buildPack, type BuiltPack } from '../pack/build.js';
import { diffPacks } from '../pack/diff/diff.js';
import { complianceTable } from '../pack/compliance.js';
import { conformanceMatrix, conformanceSummary, parseConformance } from '../pack/conformance-table.js';
import { CONFORMANCE_FILE, MANIFEST_FILE, type Manifest } from '../pack/manifest.js';
import type { PackFiles } from '../pack/pack-files.js';
import { manifestOf, readPackFiles } from '../pack/read-pack.js';
import { archive } from '../pack/archive.js';
import { readSettings } from '../pack/read-settings.js';
import { DEFAULT_SETTINGS, type PackSettings } from '../pack/settings.js';
import { checkFresh, checkSums } from '../pack/verify.js';
import { writePack } from '../pack/write-pack.js';
import { loadConfig } from '../rules/load-rules.js';
import { loadRules } from '../rules/index.js';
import type { RegisterCommand } from './command.js';
import { EXIT_FINDINGS } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

const packaged = (folder: string): string => fileURLToPath(new URL(`../../${folder}`, import.meta.url));

interface SourceOptions {
  readonly rules: readonly string[];
  readonly dashboards: string;
  readonly config?: string;
}

const build = (options: SourceOptions, before: PackFiles): BuiltPack => {
  const { config } = options;
  const { ruleSet, issues } = loadRules(options.rules, config === undefined ? {} : { config: loadConfig(config) });
  const error = issues.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new AgentSiemError(error.message, error);
  return buildPack({
    rules: ruleSet.rules,
    tests: ruleSet.tests,
    dashboards: loadDashboards(options.dashboards),
    settings: config === undefined ? DEFAULT_SETTINGS : readSettings(config, readFileSync(config, 'utf8')),
    before,
  });
};

/** Rewrites the part of a document between `<!-- generated: NAME -->` and `<!-- end -->`. */
const rewriteTable = (file: string, name: string, table: string): void => {
  const [before, rest] = readFileSync(file, 'utf8').split(`<!-- generated: ${name} -->\n`);
  const end = rest?.indexOf('<!-- end -->') ?? -1;
  if (before === undefined || rest === undefined || end === -1) {
    throw new AgentSiemError(`has no place for the table ${name}`, {
      code: 'pack.docs',
      file,
      mend: `Put the lines <!-- generated: ${name} --> and <!-- end --> where it goes.`,
    });
  }
  writeFileSync(file, `${before}<!-- generated: ${name} -->\n${table}${rest.slice(end)}`);
};

/** Tables of the documentation that say what the pack holds and what was executed. */
const rewriteDocs = (docs: string, readme: string, { files }: BuiltPack, { rules, settings }: Manifest): void => {
  rewriteTable(join(docs, 'compliance.md'), 'controls', complianceTable(rules, settings as unknown as PackSettings));
  const conformance = files.get(CONFORMANCE_FILE);
  if (conformance === undefined) return;
  const report = parseConformance(conformance, CONFORMANCE_FILE);
  rewriteTable(join(docs, 'conformance.md'), 'conformance', conformanceMatrix(report));
  rewriteTable(readme, 'conformance', conformanceSummary(report));
};

const print = (line: string): void => {
  process.stdout.write(`${terminalText(line)}\n`);
};

const readBefore = (folder: string): PackFiles => (existsSync(folder) ? readPackFiles(folder) : new Map());

/** Adds the pack command. */
export const register: RegisterCommand = (program) => {
  const pack = program.command('pack').description('The files to import into Splunk, Elastic, Sentinel and Datadog.');
  const withSources = (name: string): ReturnType<typeof pack.command> =>
    pack
      .command(name)
      .option('--rules <path...>', 'rule files or folders', [packaged('rules')])
      .option('--dashboards <folder>', 'folder of dashboard files', packaged('dashboards'))
      .option('--config <file>', 'agent-siem.config.yml: parameters, exceptions, retention, channels');

  withSources('build')
    .description('build the pack from rules and dashboards; the same input gives the same bytes')
    .option('--out <folder>', 'where the pack goes', 'pack')
    .option('--docs <folder>', 'also rewrite the generated tables of compliance.md and conformance.md there')
    .option('--readme <file>', 'with --docs: the file that holds the small conformance table', 'README.md')
    .option('--archive <folder>', 'also write the two Splunk packages as .tgz there')
    .addHelpText('after', '\nExample:\n  agent-siem pack build --out pack --config agent-siem.config.yml')
    .action((options: SourceOptions & { out: string; archive?: string; docs?: string; readme: string }) => {
      const before = readBefore(options.out);
      const built = build(options, before);
      writePack(options.out, built.files, before.has(MANIFEST_FILE) ? manifestOf(before, options.out) : undefined);
      if (options.archive !== undefined) {
        mkdirSync(options.archive, { recursive: true });
        for (const app of ['agent_siem', 'TA-agent-siem']) {
          writeFileSync(join(options.archive, `${app}.tgz`), archive(built.files, `splunk/${app}`));
        }
      }
      if (options.docs !== undefined) {
        rewriteDocs(options.docs, options.readme, built, manifestOf(built.files, options.out));
      }
      for (const warning of built.warnings) process.stderr.write(`warning: ${terminalText(warning)}\n`);
      print(`${built.files.size} files in ${options.out}`);
    });

  withSources('verify [folder]')
    .description('compare a pack with its checksums and with what the sources build now; exit 1 names each file')
    .option('--checksums', 'only the checksums: for a pack whose sources are not here')
    .addHelpText('after', '\nExample:\n  agent-siem pack verify pack')
    .action((folder: string | undefined, options: SourceOptions & { checksums?: boolean }) => {
      const place = folder ?? 'pack';
      const files = readPackFiles(place);
      const sums = checkSums(files, manifestOf(files, place));
      const fresh = sums.length > 0 || options.checksums === true ? [] : checkFresh(files, build(options, files).files);
      const problems = [...sums, ...fresh];
      for (const { file, problem } of problems) print(`${place}/${file}: ${problem}`);
      if (problems.length > 0) process.exitCode = EXIT_FINDINGS;
      else print(`${files.size} files as built`);
      if (fresh.length > 0 && options.config === undefined) {
        process.stderr.write(
          'A pack that was built with a configuration is verified with --config FILE, one without its sources with --checksums.\n',
        );
      }
    });

  pack
    .command('diff <old> <new>')
    .description('say in words what an upgrade changes; exit 1 when there is a difference')
    .addHelpText('after', '\nExample:\n  agent-siem pack diff ~/packs/0.1.0 pack')
    .action((older: string, newer: string) => {
      const [before, after] = [readPackFiles(older), readPackFiles(newer)];
      const lines = diffPacks(
        { files: before, manifest: manifestOf(before, older) },
        { files: after, manifest: manifestOf(after, newer) },
      );
      lines.forEach(print);
      if (lines.length > 0) process.exitCode = EXIT_FINDINGS;
      else print('no difference');
    });
};
