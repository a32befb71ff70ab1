// Jars of an engine from Maven Central, by a pom that names each of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { runInstaller } from './download.mjs';

/** Copies the jars of a pom to `jars`, unless they are all there. Maven resumes: what it has, it keeps. */
export const copyJars = async (step, pom, jars) => {
  const complete = join(jars, '.complete');
  const text = readFileSync(pom, 'utf8');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === text) return;
  await runInstaller(step, 'mvn', [
    '-B',
    '-ntp',
    '-f',
    pom,
    `-Dengine.output=${jars}`,
    `-Dmaven.repo.local=${cacheFolder('maven')}`,
    'dependency:copy',
  ]);
  writeFileSync(complete, text);
};
