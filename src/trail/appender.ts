/**
 * A growing file whose text is put together in memory first, which is cheaper than a string for each write.
 * @module
 */
import { closeSync, ftruncateSync, writeSync } from 'node:fs';

/** Text at the end of a file, whole or not at all. */
export interface Appender {
  /** Undefined until the first byte of a file that did not exist. */
  readonly descriptor: number | undefined;
  /** Size with what is not written yet. */
  readonly bytes: number;
  /** Takes text; writes when its room is full. @throws the system's error */
  put(text: string): void;
  /** Writes the rest. @throws the system's error */
  flush(): void;
  /** Cuts back to a size the file had; what is not written yet goes with it. */
  cutTo(bytes: number): void;
  close(): void;
}

const ROOM_BYTES = 64 * 1024;

const writeAll = (fd: number, bytes: Buffer, length: number): void => {
  let done = 0;
  while (done < length) {
    const more = writeSync(fd, bytes, done, length - done);
    // A file system that takes nothing and reports nothing would loop for ever.
    if (more === 0) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    done += more;
  }
};

/**
 * @param open Opens the file for appending, when it is first needed.
 * @param size Bytes in the file.
 * @param beforeWrite Called before each write, for what must be on its way earlier.
 */
export const createAppender = (open: () => number, size: number, beforeWrite?: () => void): Appender => {
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  let fd: number | undefined;
  let filled = 0;
  let written = size;

  const write = (bytes: Buffer, length: number): void => {
    beforeWrite?.();
    writeAll((fd ??= open()), bytes, length);
    written += length;
  };
  const flush = (): void => {
    if (filled === 0) return;
    write(room, filled);
    filled = 0;
  };
  return {
    get descriptor() {
      return fd;
    },
    get bytes() {
      return written + filled;
    },
    put: (text) => {
      // A UTF-16 unit is at most three bytes.
      const most = text.length * 3;
      if (filled + most > room.length) flush();
      if (most <= room.length) {
        filled += room.write(text, filled);
        return;
      }
      const bytes = Buffer.from(text);
      write(bytes, bytes.length);
    },
    flush,
    cutTo: (bytes) => {
      filled = 0;
      written = bytes;
      if (fd !== undefined || bytes > 0) ftruncateSync((fd ??= open()), bytes);
    },
    close: () => {
      if (fd !== undefined) closeSync(fd);
    },
  };
};
