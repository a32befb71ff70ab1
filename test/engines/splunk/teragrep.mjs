// Teragrep's grammar of SPL: a third-party parser, as a syntax check in front of the interpreter.
// Licence of what is downloaded: AGPL-3.0; test time only, never committed or bundled.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';
import { startLineProcess } from '../line-process.mjs';

/** Version of the grammar. */
export const TERAGREP_VERSION = '9.4.1';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), 'ParseSpl.java');
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';

/** Downloads the grammar and compiles the driver, unless the cache has both. Resolves to the class path. */
export const installTeragrep = async () => {
  const folder = cacheFolder('splunk');
  const jar = join(folder, `pth_03-${TERAGREP_VERSION}.jar`);
  if (!existsSync(jar)) {
    await runInstaller("download Teragrep's SPL grammar", 'mvn', [
      '-B',
      '-ntp',
      `-Dmaven.repo.local=${cacheFolder('maven')}`,
      COPY,
      `-Dartifact=com.teragrep:pth_03:${TERAGREP_VERSION}`,
      `-DoutputDirectory=${folder}`,
    ]);
  }
  const source = readFileSync(SOURCE, 'utf8');
  const stamp = join(folder, 'ParseSpl.compiled');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== source) {
    await runInstaller('compile the SPL driver', 'javac', ['-cp', jar, '-d', folder, SOURCE]);
    writeFileSync(stamp, source);
  }
  return [folder, jar].join(process.platform === 'win32' ? ';' : ':');
};

/**
 * Stages as the grammar takes them: it refuses any pipe after `lookup`, whatever follows, so a search is read in pieces
 * that end with one.
 */
export const grammarPieces = (stages) => {
  const pieces = [[]];
  stages.forEach((stage, index) => {
    pieces.at(-1).push(stage);
    if (stage.startsWith('lookup ') && index < stages.length - 1) pieces.push(['index=x']);
  });
  return pieces.map((piece) => piece.join(' | '));
};

const escape = (text) =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');

/** Starts the parser: `check(search)` resolves to undefined or the first error. */
export const startTeragrep = async () => {
  const parser = startLineProcess('the SPL grammar', 'java', ['-cp', await installTeragrep(), 'ParseSpl'], {
    quiet: true,
  });
  return {
    check: async (search) => {
      const line = await parser.ask(escape(search));
      return line === 'OK' ? undefined : line.replace(/^ERROR /, '');
    },
    stop: () => parser.stop(),
  };
};
