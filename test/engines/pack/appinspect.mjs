// Splunk's own AppInspect over both packages, as archives.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

const VERSION = '4.3.1';

const install = async () => {
  const venv = join(cacheFolder('appinspect'), `venv-${VERSION}`);
  const program = join(venv, 'bin', 'splunk-appinspect');
  if (existsSync(program)) return program;
  await runInstaller('Python environment', 'python3', ['-m', 'venv', venv]);
  await runInstaller('AppInspect', join(venv, 'bin', 'pip'), ['install', '--quiet', `splunk-appinspect==${VERSION}`]);
  return program;
};

/** Problems of both packages: every check that ended in error, failure or warning. */
export const checkApps = async (pack) => {
  const program = await install();
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-appinspect-'));
  const problems = [];
  let checked = 0;
  try {
    for (const app of ['agent_siem', 'TA-agent-siem']) {
      const archive = join(folder, `${app}.tgz`);
      const report = join(folder, `${app}.json`);
      execFileSync('tar', [
        '--owner=0',
        '--group=0',
        '--mode=u+rw,go+r,go-w',
        '-C',
        join(pack, 'splunk'),
        '-czf',
        archive,
        app,
      ]);
      execFileSync(
        program,
        ['inspect', archive, '--mode', 'precert', '--data-format', 'json', '--output-file', report],
        { stdio: 'ignore' },
      );
      const { reports } = JSON.parse(readFileSync(report, 'utf8'));
      for (const { groups } of reports) {
        for (const { name, result, messages } of groups.flatMap(({ checks }) => checks)) {
          checked += 1;
          if (!['error', 'failure', 'future_failure', 'future', 'warning'].includes(result)) continue;
          problems.push({
            file: app,
            what: `${result} ${name}: ${messages
              .map(({ message }) => message)
              .join('; ')
              .slice(0, 300)}`,
          });
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { checked, problems };
};
