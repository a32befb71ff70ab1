import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTrail } from '../../src/trail/index.js';
import { segmentFiles, temporaryFolder, toolCall } from '../trail/fixtures.js';

const verify = (args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['dist/cli/main.js', 'verify', ...args], {
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), stderr, status };
};

const trailOf = async (events: number, key?: string): Promise<string> => {
  const dir = temporaryFolder();
  const trail = openTrail({ dir, durability: 'os', ...(key === undefined ? {} : { key }) });
  await Promise.all(trail.appendAll(Array.from({ length: events }, () => toolCall())));
  await trail.close();
  return dir;
};

describe('agent-siem verify', () => {
  it('counts one as one', async () => {
    const dir = await trailOf(1);
    const sound = verify(['--data', dir]);
    expect(sound.lines.at(-1)).toMatch(/^ok: 1 event in 1 file, sequences 1 to 1, trl_/);
    expect(sound.status).toBe(0);
    const [file = ''] = segmentFiles(dir);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"success"', '"failure"'));
    const edited = verify(['--data', dir]);
    expect(edited.lines.at(-1)).toMatch(/^NOT OK: 1 finding in 1 event in 1 file,/);
    expect(edited.status).toBe(1);
  });

  it('asks for the key, and says when a key is the wrong one for all of it', async () => {
    const dir = await trailOf(40, 'the key');
    const without = verify(['--data', dir]);
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('Give the key with --key-file FILE.');
    const keyFile = join(temporaryFolder(), 'key');
    writeFileSync(keyFile, 'the key\n');
    expect(verify(['--data', dir, '--key-file', keyFile]).status).toBe(0);
    writeFileSync(keyFile, 'another');
    const { lines, status } = verify(['--data', dir, '--key-file', keyFile]);
    expect(status).toBe(1);
    expect(lines.slice(20, 23)).toEqual([
      'and 20 more findings; --json prints them',
      'note: neither the head nor any line agrees with this key: is it the one the trail was begun with?',
      expect.stringMatching(/^NOT OK: 40 findings in 40 events in 1 file,/),
    ]);
  });
});
