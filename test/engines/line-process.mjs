// A child process that answers one line for each line it is given. It ends with whoever started it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts it. `ask(line)` resolves to the answer, in order; it rejects when the process has ended. `stop()` lets it finish
 * and resolves when it is gone.
 */
export const startLineProcess = (name, command, args, options = {}) => {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', options.quiet === true ? 'ignore' : 'inherit'],
    env: { ...process.env, ...options.env },
  });
  const waiting = [];
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const ended = new Promise((resolve) => {
    const end = (why) => {
      process.off('exit', kill);
      for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ended: ${why}`));
      resolve();
    };
    child.on('error', (error) => end(String(error)));
    child.on('close', (code, signal) => end(signal ?? `code ${code}`));
  });
  // What is written to a process that has ended is answered by its end, above.
  child.stdin.on('error', () => {});
  return {
    ask: (line) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`${name} has ended`));
          return;
        }
        waiting.push({ resolve, reject });
        child.stdin.write(`${line}\n`);
      }),
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
};
