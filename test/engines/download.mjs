// Runs an installer, again when it fails: registries are slow at times. Its output is shown only when all tries failed.
import { spawn } from 'node:child_process';

const once = (command, args, options) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: -1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });

/** Resolves when the command ended with 0, after at most three tries; otherwise throws with the end of its output. */
export const runInstaller = async (name, command, args, options = {}) => {
  let last;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const began = Date.now();
    process.stderr.write(`engines: ${name}${attempt > 1 ? ` (try ${attempt})` : ''} ...\n`);
    last = await once(command, args, options);
    if (last.code === 0) {
      process.stderr.write(`engines: ${name} done in ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 3000 * attempt));
  }
  throw new Error(`${name} failed: ${last.output.slice(-2000)}`);
};
