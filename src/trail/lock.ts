/**
 * One process per trail.
 * @module
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { AgentSiemError } from '../error.js';
import { readIfThere } from './atomic-file.js';
import { writeError } from './trail-error.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Boot of the machine and start of the process: a number that was reused is not the same process. */
  readonly boot: string;
  readonly started: string;
  readonly nonce: string;
}

/** A held lock. */
export interface TrailLock {
  /** True when the last holder did not let go: it crashed or was killed. */
  readonly afterCrash: boolean;
  release(): void;
}

const HEARTBEAT_MS = 10_000;
const SILENT_MS = 60_000;
const held = new Set<string>();

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
};

/** Start time of a process in clock ticks since boot; empty where the system does not say. */
const startOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const parseHolder = (text: string): Holder | undefined => {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(holder.pid) && typeof holder.host === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
};

const isHeld = (file: string, text: string): boolean => {
  const holder = parseHolder(text);
  const age = Date.now() - statSync(file).mtimeMs;
  // Half-written: its writer is a moment old, or died while writing.
  if (holder === undefined) return age < SILENT_MS;
  // A process on another machine (or in another container) cannot be asked: its heartbeat speaks for it.
  if (holder.host !== hostname()) return age < SILENT_MS;
  if (holder.boot !== bootId()) return false;
  return isRunning(holder.pid) && (holder.started === '' || holder.started === startOf(holder.pid));
};

/** Whether a live process holds the lock, and whether the lock file is there at all. */
export const inspectLock = (file: string): { readonly present: boolean; readonly live: boolean } => {
  const text = readIfThere(file);
  if (text === undefined) return { present: false, live: false };
  try {
    return { present: true, live: isHeld(file, text) };
  } catch {
    return { present: false, live: false };
  }
};

const heldError = (file: string, text: string): AgentSiemError => {
  const holder = parseHolder(text);
  const who = holder === undefined ? 'another process' : `process ${String(holder.pid)} on ${holder.host}`;
  return new AgentSiemError(`the trail is in use by ${who}`, {
    code: 'trail.locked',
    file,
    mend: 'One process writes a trail: stop the other one, or give this one its own --data folder.',
  });
};

const create = (file: string, text: string): boolean => {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeError(error, file);
  }
  try {
    writeSync(fd, text);
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw writeError(error, file);
  } finally {
    closeSync(fd);
  }
};

/** Moves a dead holder's lock away. Two processes may try at once: only the file that was judged may go. */
const clearStale = (file: string, judged: string): void => {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readFileSync(aside, 'utf8') !== judged) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process was quicker; its lock stands.
    }
  }
  rmSync(aside, { force: true });
};

/**
 * Takes the lock.
 * @throws AgentSiemError `trail.locked` when a live process holds it.
 */
export const takeLock = (file: string): TrailLock => {
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    boot: bootId(),
    started: startOf(process.pid),
    nonce: randomBytes(8).toString('hex'),
  };
  const text = JSON.stringify(mine);
  if (held.has(file)) throw heldError(file, readIfThere(file) ?? '');
  let afterCrash = false;
  for (let attempt = 0; !create(file, text); attempt += 1) {
    const other = readIfThere(file);
    if (other === undefined) continue;
    if (attempt > 4 || isHeld(file, other)) throw heldError(file, other);
    afterCrash = true;
    clearStale(file, other);
  }
  held.add(file);
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The next beat may reach the file again; appending reports a folder that is gone.
    }
  }, HEARTBEAT_MS).unref();
  return {
    afterCrash,
    release: () => {
      clearInterval(heartbeat);
      held.delete(file);
      if (readIfThere(file) === text) rmSync(file, { force: true });
    },
  };
};
