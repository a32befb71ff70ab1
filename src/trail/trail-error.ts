/**
 * Errors of the trail.
 * @module
 */
import { AgentSiemError } from '../error.js';

interface Kind {
  readonly code: string;
  readonly message: string;
  readonly mend: string;
}

const DISK_FULL: Kind = {
  code: 'trail.disk-full',
  message: 'the disk is full: the event was not recorded',
  mend: 'Free space or shorten the retention; appending works again as soon as there is room.',
};
const READ_ONLY: Kind = {
  code: 'trail.read-only',
  message: 'the data folder cannot be written: the event was not recorded',
  mend: 'Give the process write access to the folder.',
};
const WRITE_FAILED: Kind = {
  code: 'trail.write-failed',
  message: 'writing failed: the event was not recorded',
  mend: 'See the cause; what was recorded before is intact.',
};

const BY_ERRNO: Readonly<Record<string, Kind>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EFBIG: DISK_FULL,
  EROFS: READ_ONLY,
  EACCES: READ_ONLY,
  EPERM: READ_ONLY,
};

/** A failed system call as a typed error: `trail.disk-full`, `trail.read-only` or `trail.write-failed`. */
export const writeError = (cause: unknown, file: string): AgentSiemError => {
  if (cause instanceof AgentSiemError) return cause;
  const kind = BY_ERRNO[(cause as NodeJS.ErrnoException).code ?? ''] ?? WRITE_FAILED;
  return new AgentSiemError(kind.message, { code: kind.code, file, mend: kind.mend, cause });
};

/** The trail does not hold what its head says: writing on would bury the evidence. */
export const damageError = (message: string, file: string, line?: number): AgentSiemError =>
  new AgentSiemError(message, {
    code: 'trail.damaged',
    file,
    line,
    mend: '`agent-siem verify --data DIR` names every place. Keep the folder as evidence and start with an empty one.',
  });

/** Code of the refusal of an event that this trail has written. */
export const OWN_EVENT = 'trail.own-event';

/** An event that comes back to its own trail. */
export const ownEventError = (): AgentSiemError =>
  new AgentSiemError('the event is already in this trail', {
    code: OWN_EVENT,
    field: 'integrity.trail_id',
    mend: 'Deliver to another trail: this one receives what it sent.',
  });

/** Nothing is written any more. */
export const closedError = (dir: string): AgentSiemError =>
  new AgentSiemError('the trail is closed: the event was not recorded', { code: 'trail.closed', file: dir });
