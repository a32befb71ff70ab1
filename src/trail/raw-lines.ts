/**
 * Lines as bytes: what is hashed must be what is on the disk.
 * @module
 */
import { open } from 'node:fs/promises';

/** A line without its newline. */
export interface RawLine {
  readonly bytes: Buffer;
  /** From 1. */
  readonly line: number;
  /** False for a last line without newline. */
  readonly whole: boolean;
}

const CHUNK_BYTES = 256 * 1024;

/** Lines of a file with bounded memory. */
export async function* rawLines(file: string): AsyncGenerator<RawLine, void, undefined> {
  const handle = await open(file, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let line = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      const block =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let from = 0;
      for (let end = block.indexOf(0x0a); end !== -1; end = block.indexOf(0x0a, from)) {
        line += 1;
        yield { bytes: block.subarray(from, end), line, whole: true };
        from = end + 1;
      }
      rest = block.subarray(from);
    }
    if (rest.length > 0) yield { bytes: rest, line: line + 1, whole: false };
  } finally {
    await handle.close();
  }
}
