import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AgentSiemError, digest, readEvent } from '../../src/event/index.js';
import { openTrail, readTrail, type TrailEntry } from '../../src/trail/index.js';
import { allLines, collect, segmentFiles, temporaryFolder, toolCall } from './fixtures.js';

const head = (dir: string) => JSON.parse(readFileSync(join(dir, 'head.json'), 'utf8'));

describe.each(['fsync', 'os'] as const)('openTrail with durability %s', (durability) => {
  it('chains, seals and reads back', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability });
    const heard: TrailEntry[] = [];
    trail.onAppend((entry) => heard.push(entry));
    const entries = await Promise.all(Array.from({ length: 50 }, () => trail.append(toolCall())));
    expect(entries.map((entry) => entry.sequence)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    const lines = allLines(dir);
    expect(lines).toEqual(entries.map((entry) => entry.line));
    expect(heard.map((entry) => entry.line)).toEqual(lines);
    let previous = `sha256:${'0'.repeat(64)}`;
    for (const [index, line] of lines.entries()) {
      const { event, line: canonical } = readEvent(JSON.parse(line));
      expect(canonical).toBe(line);
      expect(event.integrity).toEqual({ trail_id: trail.trailId, sequence: index + 1, previous_hash: previous });
      previous = digest(line);
    }
    await trail.flush();
    expect(head(dir)).toMatchObject({ trail_id: trail.trailId, sequence: 50, hash: previous });
    expect(await collect(trail.read({ fromSequence: 49 }))).toEqual(
      entries.slice(48).map(({ event, line, sequence }) => ({ event, line, sequence })),
    );
    await trail.close();
    const again = openTrail({ dir, durability });
    expect(again.trailId).toBe(trail.trailId);
    expect(again.sequence).toBe(50);
    expect(again.recovery).toEqual({ adopted: 0, tornBytes: 0 });
    await again.append(toolCall());
    await again.flush();
    expect(await collect(readTrail(dir))).toHaveLength(51);
    await again.close();
  });

  it('rotates, and name order is sequence order', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability, maxSegmentBytes: 2000 });
    for (let index = 0; index < 40; index += 1) void trail.append(toolCall());
    await trail.flush();
    expect(segmentFiles(dir).length).toBeGreaterThan(5);
    expect(allLines(dir).map((line) => JSON.parse(line).integrity.sequence)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    expect((await collect(trail.read({ fromSequence: 17 }))).map((entry) => entry.sequence)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 17),
    );
    const others = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.jsonl') && !name.startsWith('trail/'),
    );
    expect(others).toEqual([]);
    await trail.close();
  });

  it('keeps the line of another trail as it came and its own chain beside it', async () => {
    const from = openTrail({ dir: temporaryFolder(), durability });
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability, maxSegmentBytes: 3000 });
    for (let index = 0; index < 12; index += 1) {
      await trail.append(toolCall());
      const sent = await from.append(toolCall());
      const received = await trail.append(readEvent(JSON.parse(sent.line)));
      expect(received.line).toBe(sent.line);
      expect(received.sequence).toBe(2 * index + 2);
    }
    const own = allLines(dir)
      .map((line) => JSON.parse(line).integrity)
      .filter((integrity) => integrity.trail_id === trail.trailId);
    expect(own.map((integrity) => integrity.sequence)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    await trail.close();
    await from.close();
    const again = openTrail({ dir, durability });
    expect(again.sequence).toBe(24);
    await again.append(toolCall());
    await again.close();
  });

  it('refuses an event of its own coming back', async () => {
    const trail = openTrail({ dir: temporaryFolder(), durability });
    const { event, line } = await trail.append(toolCall());
    await expect(trail.append({ event, line })).rejects.toMatchObject({ code: 'trail.own-event' });
    await trail.close();
  });

  it('keeps memory bounded when nobody waits', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability });
    const all = Array.from({ length: 10_000 }, () => trail.append(toolCall()));
    expect(allLines(dir)).toHaveLength(10_000);
    await Promise.all(all);
    await trail.flush();
    expect(head(dir).sequence).toBe(10_000);
    await trail.close();
  });
});

describe('openTrail', () => {
  it('makes files for the owner only', async () => {
    const dir = join(temporaryFolder(), 'data');
    const trail = openTrail({ dir });
    await trail.append(toolCall());
    await trail.close();
    for (const name of ['head.json', 'trail/0000000000000001.jsonl']) {
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'trail')).mode & 0o777).toBe(0o700);
  });

  it('lets a group read what a forwarder reads', async () => {
    const dir = join(temporaryFolder(), 'data');
    const before = process.umask(0o077);
    const trail = openTrail({ dir, group: process.getgid?.() ?? 0 });
    await trail.append(toolCall());
    await trail.close();
    process.umask(before);
    for (const name of ['head.json', 'trail/0000000000000001.jsonl']) {
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o640);
    }
    expect(statSync(join(dir, 'trail')).mode & 0o777).toBe(0o750);
    expect(() => openTrail({ dir, group: 'no such group' })).toThrow('no such group');
  });

  it('follows what is appended and ends when the trail closes', async () => {
    const trail = openTrail({ dir: temporaryFolder(), durability: 'os', maxSegmentBytes: 1500 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const entry of trail.read({ follow: true })) seen.push(entry.sequence);
    })();
    for (let index = 0; index < 20; index += 1) await trail.append(toolCall());
    await trail.close();
    await reading;
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('stops following when asked', async () => {
    const trail = openTrail({ dir: temporaryFolder(), durability: 'os' });
    const stop = new AbortController();
    const reading = collect(trail.read({ follow: true, signal: stop.signal }));
    await trail.append(toolCall());
    stop.abort();
    expect((await reading).length).toBeLessThanOrEqual(1);
    await trail.close();
  });

  it('saves the places of readers', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability: 'os' });
    expect(trail.cursor('otlp').sequence).toBe(0);
    trail.cursor('otlp').save(7);
    expect(trail.cursor('otlp').sequence).toBe(7);
    expect(() => trail.cursor('../head')).toThrow('not a cursor name');
    writeFileSync(join(dir, 'cursors', 'otlp.json'), '{"trail_id":"another","sequence":99}');
    expect(trail.cursor('otlp').sequence).toBe(0);
    await trail.close();
  });

  it('needs the key it was begun with', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, key: 'a key', durability: 'os' });
    const { line } = await trail.append(toolCall());
    expect(JSON.parse(line).integrity.previous_hash).toMatch(/^hmac-sha256:/);
    await trail.close();
    expect(() => openTrail({ dir })).toThrow(AgentSiemError);
    expect(() => openTrail({ dir, key: 'another' })).toThrow('another key');
    const again = openTrail({ dir, key: 'a key' });
    await again.close();
    const plain = temporaryFolder();
    await openTrail({ dir: plain }).close();
    expect(() => openTrail({ dir: plain, key: 'a key' })).toThrow('without a key');
  });

  it('removes old segments after a checkpoint and keeps what a reader has not seen', async () => {
    const dir = temporaryFolder();
    const options = { dir, durability: 'os', maxSegmentBytes: 1500, retention: { maxBytes: 6000 } } as const;
    const trail = openTrail(options);
    trail.cursor('slow').save(3);
    for (let index = 0; index < 40; index += 1) await trail.append(toolCall());
    expect(allLines(dir).length).toBeGreaterThan(36);
    trail.cursor('slow').save(40);
    await trail.close();
    const again = openTrail(options);
    await again.append(toolCall());
    const left = allLines(dir).map((line) => JSON.parse(line).integrity.sequence);
    expect(left.length).toBeLessThan(20);
    const checkpoint = JSON.parse(readFileSync(join(dir, 'checkpoint.json'), 'utf8'));
    expect(checkpoint.sequence).toBe(left[0] - 1);
    expect(checkpoint.hash).toBe(JSON.parse(allLines(dir)[0] ?? '').integrity.previous_hash);
    expect((await collect(again.read())).map((entry) => entry.sequence)).toEqual(left);
    await again.close();
  });

  it('refuses appends after closing', async () => {
    const trail = openTrail({ dir: temporaryFolder() });
    await trail.close();
    await expect(trail.append(toolCall())).rejects.toMatchObject({ code: 'trail.closed' });
  });

  it('refuses a folder whose head is gone', async () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'trail'));
    writeFileSync(join(dir, 'trail', '0000000000000001.jsonl'), `${toolCall().line}\n`);
    expect(() => openTrail({ dir })).toThrow('no head');
    await expect(collect(readTrail(dir))).rejects.toMatchObject({ code: 'trail.absent' });
  });
});
