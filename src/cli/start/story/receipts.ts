/**
 * What the story proves about its own trail.
 * @module
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyTrail, type VerifyReport } from '../../../trail/index.js';

/** Results of three checks, each run on the files themselves. */
export interface Receipts {
  /** Files that were searched for the planted credential, and how many hold it. */
  readonly searchedFiles: number;
  readonly filesWithCredential: number;
  readonly verified: VerifyReport;
  /** The same check on a copy in which one character was edited. */
  readonly edited: { readonly place: string; readonly report: VerifyReport };
}

const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const countFilesWith = async (files: readonly string[], value: string): Promise<number> => {
  const needle = Buffer.from(value);
  let count = 0;
  for (const file of files) if ((await readFile(file)).includes(needle)) count += 1;
  return count;
};

/** Edits one character of a tool name in the middle of the newest segment of a copy; returns where. */
const editOneCharacter = async (folder: string): Promise<string> => {
  const trail = join(folder, 'trail');
  const segment =
    (await readdir(trail))
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .at(-1) ?? '';
  const lines = (await readFile(join(trail, segment), 'utf8')).split('\n');
  const candidates = lines.flatMap((line, index) => (line.includes('"tool_name":"') ? [index] : []));
  const index = candidates[Math.floor(candidates.length / 2)] ?? 0;
  const line = lines[index] ?? '';
  const at = line.indexOf('"tool_name":"') + '"tool_name":"'.length;
  lines[index] = `${line.slice(0, at)}${line[at] === 'x' ? 'y' : 'x'}${line.slice(at + 1)}`;
  await writeFile(join(trail, segment), lines.join('\n'));
  return `${segment}:${index + 1}`;
};

/**
 * Searches every file of the given data folders for the credential, verifies the first folder's trail, and verifies a
 * copy of it with one character edited.
 */
export const collectReceipts = async (
  dataFolders: readonly [string, ...string[]],
  credential: string,
  key: string | undefined,
): Promise<Receipts> => {
  const options = key === undefined ? {} : { key };
  const files = (await Promise.all(dataFolders.map(filesUnder))).flat();
  const copy = await mkdtemp(join(tmpdir(), 'agent-siem-copy-'));
  try {
    await cp(dataFolders[0], copy, { recursive: true });
    const place = await editOneCharacter(copy);
    return {
      searchedFiles: files.length,
      filesWithCredential: await countFilesWith(files, credential),
      verified: await verifyTrail(dataFolders[0], options),
      edited: { place, report: await verifyTrail(copy, options) },
    };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
};
