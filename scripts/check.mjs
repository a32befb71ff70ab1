// Checks the direction of imports in src/ (docs/architecture.md). Exits 1 and names each import that goes the wrong way.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** At the top, imported by every folder. */
const SHARED = ['error.js', 'make-folder.js'];
/** What each folder may import, besides itself and what is shared. */
const ALLOWED = {
  event: [],
  secrets: ['event'],
  trail: ['event', 'secrets'],
  otel: ['event', 'secrets', 'trail', 'deliver'],
  deliver: ['event', 'secrets', 'trail'],
  policy: ['event', 'secrets', 'trail', 'otel'],
  adapters: ['event', 'secrets', 'trail', 'otel', 'policy'],
  ingest: ['event', 'secrets', 'trail'],
  rules: ['event'],
  evaluate: ['event', 'rules'],
  targets: ['event', 'rules'],
  dashboards: ['event', 'rules', 'evaluate', 'targets'],
  pack: ['event', 'rules', 'evaluate', 'targets', 'dashboards'],
  server: [
    'event',
    'secrets',
    'trail',
    'otel',
    'deliver',
    'policy',
    'ingest',
    'rules',
    'evaluate',
    'targets',
    'dashboards',
    'pack',
  ],
  cli: [
    'event',
    'secrets',
    'trail',
    'otel',
    'deliver',
    'policy',
    'adapters',
    'ingest',
    'rules',
    'evaluate',
    'targets',
    'dashboards',
    'pack',
    'server',
  ],
};
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

const problems = [];
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
  const file = join(entry.parentPath, entry.name);
  const [folder, ...rest] = relative(root, file).split(sep);
  if (rest.length === 0) continue; // index.ts and what is shared at the top
  const allowed = ALLOWED[folder];
  if (allowed === undefined) {
    problems.push(`src/${folder} is not in the layout`);
    continue;
  }
  for (const [, target] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const [to, ...inside] = relative(root, join(dirname(file), target)).split(sep);
    if (to === folder || (inside.length === 0 && SHARED.includes(to))) continue;
    if (!allowed.includes(to)) problems.push(`${relative(root, file)} imports ${to}`);
  }
}
if (problems.length > 0) {
  process.stderr.write(
    `imports in the wrong direction:\n${[...new Set(problems)].map((line) => `  ${line}\n`).join('')}`,
  );
  process.exit(1);
}
