/**
 * Encoded layers of a text: percent escapes and base64.
 * @module
 */

const ESCAPE = /%[2-7][0-9a-f]/i;
const ESCAPES = /%([2-7][0-9a-f])/gi;

/** A decoded text and where each of its characters came from. */
export interface DecodedText {
  readonly text: string;
  /** Offset in the encoded text of a character of the decoded one. */
  offset(at: number): number;
}

/** Percent escapes of printable ASCII decoded once; undefined when there are none. */
export const decodePercent = (encoded: string): DecodedText | undefined => {
  if (!ESCAPE.test(encoded)) return undefined;
  /** Positions in the decoded text at which an escape was decoded, ascending. */
  const places: number[] = [];
  const text = encoded.replace(ESCAPES, (_, hex: string, at: number) => {
    places.push(at - 2 * places.length);
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return {
    text,
    offset: (at) => {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((places[middle] ?? 0) < at) low = middle + 1;
        else high = middle;
      }
      return at + 2 * low;
    },
  };
};

const PROBE = 24;
const MAX_RUN = 65_536;

const isPrintable = (bytes: Buffer): boolean => {
  for (const byte of bytes) if (byte !== 9 && byte !== 10 && byte !== 13 && (byte < 32 || byte > 126)) return false;
  return bytes.length > 0;
};

const isUtf16 = (bytes: Buffer): boolean => {
  for (let index = 1; index < bytes.length; index += 2) if (bytes[index] !== 0) return false;
  return bytes.length >= 12;
};

/** The text that a run of base64 (either alphabet) stands for; undefined when it is not text. */
export const decodeBase64 = (run: string): string | undefined => {
  const probe = Buffer.from(run.slice(0, PROBE), 'base64');
  if (isPrintable(probe)) return Buffer.from(run.slice(0, MAX_RUN), 'base64').toString('utf8');
  return isUtf16(probe) ? Buffer.from(run.slice(0, MAX_RUN), 'base64').toString('utf16le') : undefined;
};
