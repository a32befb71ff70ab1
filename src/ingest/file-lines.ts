/**
 * Lines of a stream with bounded memory.
 * @module
 */

/** One line without its end, or a line that was too long and was left out. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Undefined when the line was longer than the limit. */
  readonly text: string | undefined;
}

const NEWLINE = 0x0a;

/** Splits a stream of bytes into lines of at most `limit` bytes; the last line may lack its newline. */
export const linesOf = async function* (
  chunks: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<FileLine, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;
  const take = (): FileLine => {
    number += 1;
    const text = length > limit ? undefined : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    parts = [];
    length = 0;
    return { number, text: number === 1 ? text?.replace(/^\uFEFF/, '') : text };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      length += end - start;
      if (length <= limit) parts.push(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    length += chunk.length - start;
    if (length <= limit) parts.push(chunk.subarray(start));
    else parts = [];
  }
  if (length > 0) yield take();
};
