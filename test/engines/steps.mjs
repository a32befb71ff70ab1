// The steps of a run, one after another, each a process that ends with the run.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const running = new Set();

/** Runs a command with our streams. `env` is added to ours. Resolves to its exit code; 1 where a signal ended it. */
export const runStep = (command, args, { env, ...options } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, ...options });
    running.add(child);
    child.on('error', reject);
    child.on('exit', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });

/** A signal goes on to the step that runs; then `stop` is awaited, and we end as the signal would have ended us. */
export const stopOnSignals = (stop) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, async () => {
      for (const child of running) child.kill(signal);
      await stop();
      process.exit(128 + constants.signals[signal]);
    });
};
