// Puts the built package where an application on the 3.x line would have it: in this folder's node_modules, so that
// its optional peers resolve to that line.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = fileURLToPath(new URL('node_modules/agent-siem', import.meta.url));
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const name of ['dist', 'package.json']) cpSync(`${root}/${name}`, `${target}/${name}`, { recursive: true });
