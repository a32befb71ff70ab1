/**
 * agent-siem pack verify: a pack against its checksums and its sources.
 * @module
 */
import { manifestOf, readPackFiles } from '../../pack/read-pack.js';
import { checkFresh, checkSums } from '../../pack/verify.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_FINDINGS } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';
import { buildFrom, withSources, type SourceOptions } from './sources.js';

interface VerifyOptions extends SourceOptions {
  readonly checksums?: true;
  readonly json?: true;
}

/** Adds pack verify. */
export const register: RegisterCommand = (pack) => {
  withSources(pack.command('verify [folder]'))
    .description('compare a pack with its checksums and with what the sources build now; exit 1 names each file')
    .option('--checksums', 'only the checksums: for a pack whose sources are not here')
    .option('--json', 'problems as NDJSON: file, problem; nothing when there are none')
    .addHelpText(
      'after',
      `
Exit codes: 0 as built; 1 a file is not; 2 there is no pack, or a rule or option is wrong.

Example:
  agent-siem pack verify pack`,
    )
    .action((folder: string | undefined, options: VerifyOptions) => {
      const place = folder ?? 'pack';
      const files = readPackFiles(place);
      const sums = checkSums(files, manifestOf(files, place));
      const fresh =
        sums.length > 0 || options.checksums === true ? [] : checkFresh(files, buildFrom(options, files).files);
      const problems = [...sums, ...fresh];
      const lines =
        options.json === true
          ? problems.map((problem) => JSON.stringify(problem))
          : problems.length === 0
            ? [`${String(files.size)} files as built`]
            : problems.map(({ file, problem }) => `${place}/${file}: ${problem}`);
      for (const line of lines) process.stdout.write(`${terminalText(line)}\n`);
      if (problems.length > 0) process.exitCode = EXIT_FINDINGS;
      if (fresh.length > 0 && options.config === undefined) {
        process.stderr.write(
          'A pack that was built with a configuration is verified with --config FILE, one without its sources with --checksums.\n',
        );
      }
    });
};
