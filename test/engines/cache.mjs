// Where downloaded engines are kept between runs: outside the repository.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for one engine's downloads, created. */
export const cacheFolder = (name) => {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'agent-siem', name);
  mkdirSync(folder, { recursive: true });
  return folder;
};
