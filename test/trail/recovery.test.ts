import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/event/index.js';
import { openTrail, verifyTrail } from '../../src/trail/index.js';
import { allLines, segmentFiles, temporaryFolder, toolCall } from './fixtures.js';

/** What a crash leaves: lines behind an older head, and the lock of a process that is gone. */
const crashed = async (foreign: boolean, maxSegmentBytes: number): Promise<string> => {
  const dir = temporaryFolder();
  const other = openTrail({ dir: temporaryFolder(), durability: 'os' });
  const trail = openTrail({ dir, durability: 'os', maxSegmentBytes });
  for (let index = 0; index < 3; index += 1) await trail.append(toolCall());
  if (foreign) await trail.append(readEvent(JSON.parse((await other.append(toolCall())).line)));
  const head = readFileSync(join(dir, 'head.json'));
  for (let index = 0; index < 4; index += 1) await trail.append(toolCall());
  if (foreign) await trail.append(readEvent(JSON.parse((await other.append(toolCall())).line)));
  await trail.close();
  await other.close();
  writeFileSync(join(dir, 'head.json'), head);
  const dead = { pid: 1, host: hostname(), boot: 'an earlier one', started: '', nonce: '' };
  writeFileSync(join(dir, 'trail.lock'), JSON.stringify(dead));
  return dir;
};

describe.each([
  { title: 'own events', foreign: false, bytes: 1e6 },
  { title: 'received events', foreign: true, bytes: 1e6 },
  { title: 'own events over segments', foreign: false, bytes: 1400 },
  { title: 'received events over segments', foreign: true, bytes: 1400 },
])('repair of a torn tail, $title', ({ foreign, bytes }) => {
  it('cut anywhere behind the head: keeps every whole event, cuts the torn one, verifies', async () => {
    const dir = await crashed(foreign, bytes);
    const head = JSON.parse(readFileSync(join(dir, 'head.json'), 'utf8'));
    const files = segmentFiles(dir).filter((file) => Number(file.slice(-22, -6)) >= head.segment);
    const offsets = files.flatMap((file, at) => {
      const size = readFileSync(file).length;
      const from = at === 0 ? head.bytes : 0;
      // The edges byte by byte, the rest in steps that meet every part of a line.
      return Array.from({ length: size - from + 1 }, (_, index) => ({ at, offset: from + index, step: index })).filter(
        ({ step }) => step < 12 || step % 61 === 0 || size - from - step < 12,
      );
    });
    for (const { at, offset } of offsets) {
      const copy = temporaryFolder();
      cpSync(dir, copy, { recursive: true });
      const copies = segmentFiles(copy).filter((file) => Number(file.slice(-22, -6)) >= head.segment);
      for (const later of copies.slice(at + 1)) rmSync(later);
      truncateSync(copies[at] ?? '', offset);
      const ended = readFileSync(copies[at] ?? '', 'utf8').endsWith('\n') || offset === 0;
      const left = allLines(copy);
      // Without its newline a line is torn, however complete it looks.
      const whole = left.slice(0, ended ? left.length : -1);
      const trail = openTrail({ dir: copy, durability: 'os' });
      expect(allLines(copy)).toEqual(whole);
      expect(trail.sequence).toBe(whole.length);
      await trail.append(toolCall());
      await trail.close();
      const { findings } = await verifyTrail(copy);
      expect(findings).toEqual([]);
      rmSync(copy, { recursive: true });
    }
  });
});

describe('repair', () => {
  it('keeps torn bytes aside, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const dir = temporaryFolder();
        const trail = openTrail({ dir, durability: 'os' });
        for (let index = 0; index < 3; index += 1) await trail.append(toolCall());
        await trail.close();
        const before = allLines(dir);
        appendFileSync(segmentFiles(dir)[0] ?? '', bytes);
        const again = openTrail({ dir, durability: 'os' });
        expect(again.recovery).toEqual({ adopted: 0, tornBytes: bytes.length });
        expect(allLines(dir)).toEqual(before);
        const [kept] = readdirSync(join(dir, 'torn'));
        expect(new Uint8Array(readFileSync(join(dir, 'torn', kept ?? '')))).toEqual(bytes);
        await again.close();
        rmSync(dir, { recursive: true });
      }),
      { numRuns: 20 },
    );
  });

  it('removes replacements that a crash left behind', async () => {
    const dir = temporaryFolder();
    await openTrail({ dir }).close();
    writeFileSync(join(dir, 'head.json.123-4.tmp'), '{"tr');
    await openTrail({ dir }).close();
    expect(readdirSync(dir).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('never cuts at or before the head', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability: 'os' });
    for (let index = 0; index < 3; index += 1) await trail.append(toolCall());
    await trail.close();
    const [file] = segmentFiles(dir);
    truncateSync(file ?? '', readFileSync(file ?? '').length - 1);
    const torn = readFileSync(file ?? '');
    expect(() => openTrail({ dir })).toThrow('shorter than its head');
    expect(readFileSync(file ?? '')).toEqual(torn);
    expect(readdirSync(dir)).not.toContain('trail.lock');
  });
});
