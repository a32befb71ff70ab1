/**
 * The files of a pack: path to text, and how JSON and NDJSON are written so that the same input gives the same bytes.
 * @module
 */

/** Path inside the pack (forward slashes) to the file's text. */
export type PackFiles = ReadonlyMap<string, string>;

/** Anything JSON can say; generators build these. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Object form of {@link Json}. */
export type JsonObject = Readonly<Record<string, Json>>;

/** Plain JSON text of two spaces, keys as given, one newline at the end. */
export const jsonText = (value: Json): string => `${JSON.stringify(value, null, 2)}\n`;

/** One JSON object a line. */
export const ndjsonText = (rows: readonly JsonObject[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Joins the files of several generators; the same path twice is a defect of the build. */
export const joinFiles = (...parts: readonly PackFiles[]): Map<string, string> => {
  const all = new Map<string, string>();
  for (const [path, text] of parts.flatMap((part) => [...part])) {
    if (all.has(path)) throw new Error(`the pack has ${path} twice`);
    all.set(path, text);
  }
  return new Map([...all].sort(([left], [right]) => (left < right ? -1 : 1)));
};

/** The same files under a folder. */
export const under = (folder: string, files: PackFiles): PackFiles =>
  new Map([...files].map(([path, text]) => [`${folder}/${path}`, text]));
