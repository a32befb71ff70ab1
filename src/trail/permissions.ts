/**
 * Who may read the trail.
 * @module
 */
import { chmodSync, chownSync, readFileSync } from 'node:fs';
import { AgentSiemError } from '../error.js';
import { makeFolder, type TrailLayout } from './layout.js';

/** Modes of what a forwarder reads, and the group it is given to. */
export interface Permissions {
  readonly fileMode: number;
  readonly folderMode: number;
  readonly gid: number | undefined;
}

const groupId = (group: string | number): number => {
  if (typeof group === 'number') return group;
  if (/^\d+$/.test(group)) return Number(group);
  let table = '';
  try {
    table = readFileSync('/etc/group', 'utf8');
  } catch {
    // A system without the table only knows numbers.
  }
  const row = table.split('\n').find((line) => line.startsWith(`${group}:`));
  const gid = Number(row?.split(':')[2]);
  if (row !== undefined && Number.isSafeInteger(gid)) return gid;
  throw new AgentSiemError('no such group', {
    code: 'trail.group',
    field: 'group',
    mend: 'Name a group or its number.',
  });
};

/** 0600 and 0700, or with a group 0640 and 0750. @throws AgentSiemError `trail.group` for an unknown group. */
export const permissionsFor = (group: string | number | undefined): Permissions =>
  group === undefined
    ? { fileMode: 0o600, folderMode: 0o700, gid: undefined }
    : { fileMode: 0o640, folderMode: 0o750, gid: groupId(group) };

/** Gives a file or folder to the group, whatever the umask was. */
export const grant = (path: string, mode: number, { gid }: Permissions): void => {
  chmodSync(path, mode);
  if (gid !== undefined) chownSync(path, process.getuid?.() ?? -1, gid);
};

/** Makes the folders of a trail. */
export const makeFolders = (layout: TrailLayout, permissions: Permissions): void => {
  for (const folder of [layout.dir, layout.segments]) {
    makeFolder(folder, permissions.folderMode);
    if (permissions.gid !== undefined) grant(folder, permissions.folderMode, permissions);
  }
  makeFolder(layout.cursors);
};
