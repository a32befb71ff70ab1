import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTrail, verifyTrail } from '../../src/trail/index.js';
import { allLines, temporaryFolder, toolCall } from './fixtures.js';

const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe.each(['os', 'fsync'])('a trail with durability %s', (durability) => {
  it.each(['one by one', 'in groups'])('on a full disk gives a typed error and stays valid, %s', async (how) => {
    const dir = temporaryFolder();
    const { stdout, status } = spawnSync(
      'bash',
      ['-c', 'ulimit -f 16; exec "$@"', 'bash', process.execPath, child('full-disk-child.mjs'), dir, durability, how],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    const { accepted, codes, again, sequence } = JSON.parse(stdout);
    expect(codes).toEqual(['trail.disk-full']);
    expect(again).toBe('trail.disk-full');
    expect(accepted).toBeGreaterThan(10);
    if (how === 'in groups') expect(accepted % 7).toBe(0);
    expect(sequence).toBe(accepted);
    expect(allLines(dir)).toHaveLength(accepted);
    expect((await verifyTrail(dir)).findings).toEqual([]);
    const trail = openTrail({ dir, durability: 'os' });
    expect(trail.recovery).toEqual({ adopted: 0, tornBytes: 0 });
    await trail.append(toolCall());
    await trail.close();
  });

  it('in a folder that became read-only gives a typed error, stays valid and goes on afterwards', async () => {
    const base = temporaryFolder();
    const { stdout, status } = spawnSync(process.execPath, [child('read-only-child.mjs'), base, durability], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      'appended',
      'trail.read-only',
      'trail.read-only',
      'appended',
      'trail.read-only',
    ]);
    expect(allLines(join(base, 'data'))).toHaveLength(durability === 'os' ? 3 : 2);
    expect((await verifyTrail(join(base, 'data'))).findings).toEqual([]);
  });
});

describe('one process per trail', () => {
  it('refuses a second opener, in this process and in another, and outlives kill -9', async () => {
    const dir = temporaryFolder();
    const holder = spawn(process.execPath, [child('lock-child.mjs'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    expect(() => openTrail({ dir })).toThrow(`in use by process ${String(holder.pid)}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(existsSync(join(dir, 'trail.lock'))).toBe(true);
    const trail = openTrail({ dir });
    expect(() => openTrail({ dir })).toThrow(`in use by process ${String(process.pid)}`);
    await trail.close();
    expect(existsSync(join(dir, 'trail.lock'))).toBe(false);
    await openTrail({ dir }).close();
  });

  it('does not mistake a process that got the same number for the holder', async () => {
    const dir = temporaryFolder();
    await openTrail({ dir }).close();
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const lock = { pid: process.ppid, host: hostname(), boot, started: '1', nonce: 'n' };
    writeFileSync(join(dir, 'trail.lock'), JSON.stringify(lock));
    await openTrail({ dir }).close();
  });

  it('believes a holder on another machine as long as its heart beats', async () => {
    const dir = temporaryFolder();
    await openTrail({ dir }).close();
    const file = join(dir, 'trail.lock');
    writeFileSync(file, JSON.stringify({ pid: 1, host: 'another', boot: 'b', started: '1', nonce: 'n' }));
    expect(() => openTrail({ dir })).toThrow('in use by process 1 on another');
    utimesSync(file, 0, 0);
    await openTrail({ dir }).close();
  });
});

describe('concurrency', () => {
  it('appends, reads, rotates and retains at once without losing order', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, maxSegmentBytes: 5000 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { sequence } of trail.read({ follow: true })) seen.push(sequence);
    })();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 25; index += 1) {
        await trail.append(toolCall());
        if ((index + writer) % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    });
    await Promise.all(writers);
    await trail.close();
    await reading;
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect((await verifyTrail(dir)).findings).toEqual([]);
  });
});
