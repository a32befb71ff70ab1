// A configuration file of collector-config with its capitals filled in, written into a folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Path of the copy. Every key must stand in the file: a placeholder that is gone would leave a test without meaning. */
export const filledConfig = (file: string, folder: string, values: Readonly<Record<string, string>>): string => {
  let text = readFileSync(join('collector-config', file), 'utf8');
  for (const [placeholder, value] of Object.entries(values)) {
    if (!text.includes(placeholder)) throw new Error(`${file} has no ${placeholder}`);
    text = text.replaceAll(placeholder, value);
  }
  const copy = join(folder, basename(file));
  writeFileSync(copy, text);
  return copy;
};
