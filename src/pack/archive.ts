/**
 * A folder of the pack as .tgz, the same bytes for the same files.
 * @module
 */
import { gzipSync } from 'node:zlib';
import type { PackFiles } from './pack-files.js';

const BLOCK = 512;
const MODE = 0o644;

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

const header = (path: string, size: number): Buffer => {
  if (Buffer.byteLength(path) > 100) throw new Error(`the path is too long for an archive: ${path}`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(MODE, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  // No time of day: the archive must not change when its content does not.
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  block.write('root', 265);
  block.write('root', 297);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return block;
};

/** The files below `folder/` as a gzipped ustar archive whose paths begin with the folder's last part. */
export const archive = (files: PackFiles, folder: string): Buffer => {
  const root = folder.split('/').at(-1) ?? folder;
  const parts = [...files]
    .filter(([path]) => path.startsWith(`${folder}/`))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([path, text]) => {
      const content = Buffer.from(text);
      const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
      return [header(`${root}${path.slice(folder.length)}`, content.length), content, padding];
    });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
};
