// Teragrep's pth_10 on a local Spark: runs part of SPL, as a second opinion beside our own interpreter.
// Licence of what is downloaded: AGPL-3.0 (pth_10, pth_03) and Apache-2.0 (Spark); test time only, never committed or bundled.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';
import { startLineProcess } from '../line-process.mjs';
import { copyJars } from '../maven-jars.mjs';

/** Versions of pth_10 and of Spark; the pom says the same. */
export const PTH10_VERSION = '8.3.1';
export const SPARK_VERSION = '3.5.7';

const HERE = import.meta.dirname;
const SOURCES = ['Frame.java', 'RunSpl.java'].map((name) => join(HERE, name));

/** What Spark reaches into, of Java 17: the list that its own launcher gives. */
const OPENED = [
  'java.lang',
  'java.lang.invoke',
  'java.lang.reflect',
  'java.io',
  'java.net',
  'java.nio',
  'java.util',
  'java.util.concurrent',
  'java.util.concurrent.atomic',
  'sun.nio.ch',
  'sun.nio.cs',
  'sun.security.action',
  'sun.util.calendar',
];

/** Downloads the jars (136 MB) and compiles the runner, unless the cache has both. Resolves to the class path. */
export const installPth10 = async () => {
  const folder = cacheFolder('spark');
  const jars = join(folder, `jars-${PTH10_VERSION}-${SPARK_VERSION}`);
  await copyJars('download Spark and pth_10', join(HERE, 'pom.xml'), jars);
  const source = SOURCES.map((file) => readFileSync(file, 'utf8')).join('');
  const classes = join(folder, `classes-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`);
  const compiled = join(classes, '.complete');
  const jarsOnPath = join(jars, '*');
  if (!existsSync(compiled)) {
    await runInstaller('compile the pth_10 runner', 'javac', ['-cp', jarsOnPath, '-d', classes, ...SOURCES]);
    writeFileSync(compiled, '');
  }
  return [HERE, classes, jarsOnPath].join(delimiter);
};

/** Starts it. `run({query, columns, rows})` resolves to `{rows}` or `{error}`. */
export const startPth10 = async () => {
  const classPath = await installPth10();
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-spark-'));
  // Names are looked up here and nowhere else: cidrmatch() asks for the address of whatever text it is given.
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost ${hostname()}\n`);
  const args = [
    ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    '-Xmx768m',
    '-XX:TieredStopAtLevel=1',
    `-Djdk.net.hosts.file=${hosts}`,
    `-Djava.io.tmpdir=${folder}`,
    '-Dlog4j2.configurationFile=quiet-log4j2.properties',
    '-cp',
    classPath,
    'RunSpl',
    folder,
  ];
  const spark = startLineProcess('pth_10', 'java', args, {
    quiet: true,
    env: { SPARK_LOCAL_IP: '127.0.0.1', SPARK_LOCAL_HOSTNAME: 'localhost' },
  });
  return {
    run: async (asked) => JSON.parse(await spark.ask(JSON.stringify(asked))),
    stop: async () => {
      await spark.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
