// A real Elasticsearch with ES|QL and Kibana KQL, assembled from Maven Central jars in a temporary folder.
// Licence of what is downloaded: Elastic License 2.0 / AGPL; test time only, never committed or bundled.
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  openSync,
  closeSync,
  chmodSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';
import { freePort } from '../free-port.mjs';
import { startGuarded } from '../guarded.mjs';
import { copyJars } from '../maven-jars.mjs';

/** Version of the engine; the pom says the same. */
export const ELASTICSEARCH_VERSION = '8.19.21';

const HERE = dirname(fileURLToPath(import.meta.url));
const JARS = () => join(cacheFolder('elasticsearch'), `jars-${ELASTICSEARCH_VERSION}`);
/** Elasticsearch refuses to run as root: any id that owns nothing else will do. */
const RUN_AS = 10001;

/** Downloads the jars unless they are in the cache. */
export const installElasticsearch = () => copyJars('download Elasticsearch', join(HERE, 'pom.xml'), JARS());

const javaHome = () => {
  if (process.env.ES_JAVA_HOME) return process.env.ES_JAVA_HOME;
  const java = execFileSync('sh', ['-c', 'command -v java'], { encoding: 'utf8' }).trim();
  return dirname(dirname(realpathSync(java)));
};

const assemble = (root) => {
  const jars = JARS();
  execFileSync('unzip', ['-q', join(jars, `elasticsearch-${ELASTICSEARCH_VERSION}.zip`), '-d', root]);
  const home = join(root, `elasticsearch-${ELASTICSEARCH_VERSION}`);
  const all = readdirSync(jars);
  const modules = {
    'x-pack-esql-core': [/^x-pack-esql-core-/, /^x-pack-mapper-version-/, /^antlr4-runtime-/],
    'x-pack-esql': [
      /^x-pack-esql-[0-9]/,
      /^x-pack-esql-compute/,
      /^x-pack-kql-/,
      /^elasticsearch-dissect-/,
      /^arrow-/,
      /^elasticsearch-h3-/,
      /^lucene-spatial3d-/,
    ],
    'x-pack-kql': [/^x-pack-kql-/, /^antlr4-runtime-/],
  };
  for (const [name, patterns] of Object.entries(modules)) {
    const folder = join(home, 'modules', name);
    mkdirSync(folder, { recursive: true });
    const descriptor = execFileSync(
      'unzip',
      [
        '-p',
        join(jars, `${name}-${ELASTICSEARCH_VERSION}.jar`),
        `META-INF/es-plugins/${name}/plugin-descriptor.properties`,
      ],
      { encoding: 'utf8' },
    );
    // lang-painless and x-pack-ml are not in Maven Central; ES|QL runs without them.
    const plugin =
      name === 'x-pack-esql'
        ? descriptor.replace(/^extended\.plugins=.*$/m, 'extended.plugins=x-pack-esql-core')
        : descriptor;
    writeFileSync(join(folder, 'plugin-descriptor.properties'), plugin);
    for (const jar of all.filter((file) => patterns.some((pattern) => pattern.test(file)))) {
      copyFileSync(join(jars, jar), join(folder, jar));
    }
  }
  return home;
};

const isRoot = () => process.getuid?.() === 0;

const chownTree = (folder) => {
  if (!isRoot()) return;
  chownSync(folder, RUN_AS, RUN_AS);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    chownSync(join(entry.parentPath, entry.name), RUN_AS, RUN_AS);
  }
};

const healthy = async (url) => {
  try {
    return (
      await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: AbortSignal.timeout(3000) })
    ).ok;
  } catch {
    return false;
  }
};

/** Starts a node. Returns its address and a stop function that leaves no process and no folder behind. */
export const startElasticsearch = async () => {
  const root = mkdtempSync(join(tmpdir(), 'agent-siem-es-'));
  chmodSync(root, 0o755);
  const home = assemble(root);
  const port = await freePort();
  const transport = await freePort();
  writeFileSync(
    join(home, 'config', 'elasticsearch.yml'),
    [
      'cluster.name: agent-siem-test',
      'node.name: n1',
      'network.host: 127.0.0.1',
      `http.port: ${port}`,
      `transport.port: ${transport}`,
      'discovery.type: single-node',
      'xpack.security.enabled: false',
      'action.destructive_requires_name: false',
      'cluster.routing.allocation.disk.threshold_enabled: false',
      '',
    ].join('\n'),
  );
  chownTree(root);
  const logFile = join(root, 'out.log');
  const log = openSync(logFile, 'w');
  // The size the suites are written for; a corpus with lists of thousands of patterns needs more.
  const heap = process.env.AGENT_SIEM_ELASTICSEARCH_HEAP ?? '1g';
  const program = join(home, 'bin', 'elasticsearch');
  const [command, args] = isRoot()
    ? ['setpriv', [`--reuid=${RUN_AS}`, `--regid=${RUN_AS}`, '--clear-groups', program]]
    : [program, []];
  const server = startGuarded(command, args, {
    folder: root,
    cwd: home,
    stdio: ['pipe', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: root,
      ES_JAVA_HOME: javaHome(),
      ES_JAVA_OPTS: `-Xms${heap} -Xmx${heap} -XX:TieredStopAtLevel=1`,
    },
  });
  closeSync(log);
  const stop = async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 240 && server.isRunning(); waited += 1) {
    if (await healthy(url)) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const tail = statSync(logFile).size > 0 ? readFileSync(logFile, 'utf8').slice(-3000) : 'no output';
  await stop();
  throw new Error(`Elasticsearch did not start:\n${tail}`);
};
