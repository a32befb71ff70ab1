// A server process in a group of its own that never outlives whoever started it, however that one ends.
import { spawn } from 'node:child_process';

// The shell reads our end of the pipe: when it closes, by stop() or because this process is gone, the group ends.
const GUARD = `
exec 3<&0
folder=$1; shift
"$@" </dev/null & child=$!
trap '' TERM
( cat <&3 >/dev/null
  kill -TERM 0
  tries=0
  while kill -0 $child 2>/dev/null && [ $tries -lt 40 ]; do sleep 0.5; tries=$((tries + 1)); done
  [ -z "$folder" ] || rm -rf "$folder"
  kill -KILL 0 ) &
wait $child
code=$?
# A signal interrupts the wait before the child has ended.
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
exit $code
`;

/** The guard is gone before the command is. Where nobody reaps, what is dead stays in the group: no longer than a second. */
const groupGone = async (group) => {
  for (let tries = 0; tries < 40; tries += 1) {
    try {
      process.kill(-group, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

/**
 * Starts the command. `folder`, where given, is removed with it. `ended` resolves when the command has ended; `stop()`
 * asks it to end, kills what is left after 20 s, and resolves when it is gone. `kill()` is a crash: SIGKILL at once, for
 * the command and its guard, and `folder` stays. `stdout` is there where stdio asks for a pipe.
 */
export const startGuarded = (command, args, { folder = '', ...options } = {}) => {
  const child = spawn('sh', ['-c', GUARD, 'guard', folder, command, ...args], { detached: true, ...options });
  const state = { running: true };
  const ended = new Promise((resolve) => {
    const end = () => {
      state.running = false;
      resolve();
    };
    child.on('exit', end);
    child.on('error', end);
  });
  child.stdin.on('error', () => {});
  return {
    stdout: child.stdout,
    isRunning: () => state.running,
    ended,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      if (state.running && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
      await groupGone(child.pid);
    },
  };
};
