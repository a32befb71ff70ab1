import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../src/make-folder.js';

const root = mkdtempSync(join(tmpdir(), 'agent-siem-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('makeFolder', () => {
  it('makes what is not there, with its mode, and leaves what is', () => {
    mkdirSync(join(root, 'old'), { mode: 0o755 });
    makeFolder(join(root, 'old/a/b'), 0o700);
    expect(['old', 'old/a', 'old/a/b'].map((name) => modeOf(join(root, name)))).toEqual([0o755, 0o700, 0o700]);
    makeFolder(join(root, 'old/a/b'), 0o711);
    expect(modeOf(join(root, 'old/a/b'))).toBe(0o700);
  });
  it('follows a link to a folder', () => {
    mkdirSync(join(root, 'there'));
    symlinkSync(join(root, 'there'), join(root, 'link'));
    makeFolder(join(root, 'link/new'));
    expect(existsSync(join(root, 'there/new'))).toBe(true);
  });
  it.each([
    ['a file', 'file'],
    ['below a file', 'file/sub'],
    ['a link to nothing', 'dangling'],
  ])('%s is refused', (_, name) => {
    writeFileSync(join(root, 'file'), '');
    if (name === 'dangling') symlinkSync(join(root, 'gone/gone'), join(root, 'dangling'));
    expect(() => {
      makeFolder(join(root, name));
    }).toThrow(expect.objectContaining({ code: 'folder.unusable', file: join(root, name) }));
  });
  it.runIf(existsSync('/proc/self'))('a file system without new entries is refused, and the process lives', () => {
    expect(() => {
      makeFolder('/proc/agent-siem/pack');
    }).toThrow(expect.objectContaining({ code: 'folder.unusable', file: '/proc/agent-siem/pack' }));
  });
});
