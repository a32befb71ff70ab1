// Builds dist/: generates the event validators and types from the schema, compiles, copies assets.
// --if-stale: does nothing when dist/ already matches the sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const listFiles = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !file.includes(join('event', 'generated')))
        .sort()
    : [];

const fingerprint = () => {
  const hash = createHash('sha256');
  for (const file of [...listFiles('src'), ...listFiles('scripts'), 'package.json', 'tsconfig.json']) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

const stampFile = 'dist/.build-stamp';
const stamp = fingerprint();
const fresh =
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && existsSync('src/event/generated/validators.js');
if (process.argv.includes('--if-stale') && fresh) process.exit(0);

const { generateEventModule } = await import('./generate-event.mjs');
await generateEventModule();

// Files of modules that no longer exist must not linger in the package.
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

for (const file of listFiles('src').filter((name) => !/\.tsx?$/.test(name))) {
  cpSync(file, file.replace(/^src/, 'dist'));
}
cpSync('src/event/generated/validators.js', 'dist/event/generated/validators.js');
cpSync('src/event/generated/validators.d.ts', 'dist/event/generated/validators.d.ts');
if (existsSync('dist/cli/main.js')) chmodSync('dist/cli/main.js', 0o755);
writeFileSync(stampFile, stamp);
