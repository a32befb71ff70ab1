/**
 * Local side files: what was refused (quarantine) and what could not be delivered (dead letter).
 * @module
 */
import { closeSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { openForAppend } from './atomic-file.js';
import { makeFolder } from './layout.js';
import { writeError } from './trail-error.js';

/** Appends one JSON object as a line to an `.ndjson` file with mode 0600. @throws AgentSiemError when it cannot. */
export const appendNdjson = (file: string, value: unknown): void => {
  try {
    makeFolder(dirname(file));
    const fd = openForAppend(file, 0o600);
    try {
      writeSync(fd, `${JSON.stringify(value)}\n`);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw writeError(error, file);
  }
};
