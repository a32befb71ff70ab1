import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTrail, verifyTrail, type Trail } from '../../src/trail/index.js';
import { allLines, segmentFiles, temporaryFolder, toolCall } from './fixtures.js';

/** Events as another trail has sealed them. */
const foreign = async (count: number) => {
  const trail = openTrail({ dir: temporaryFolder(), durability: 'os' });
  const entries = await Promise.all(Array.from({ length: count }, () => trail.append(toolCall())));
  await trail.close();
  return entries;
};

/** Appends groups of the sizes, every second event received where `mixed`. */
const fill = async (trail: Trail, sizes: readonly number[], mixed: boolean): Promise<string[]> => {
  const received = mixed ? await foreign(sizes.reduce((sum, size) => sum + size, 0)) : [];
  const lines: string[] = [];
  for (const size of sizes) {
    const group = Array.from({ length: size }, (_, index) => (index % 2 === 1 && received.pop()) || toolCall());
    // A group of one goes by the other door, between groups.
    const entries = size === 1 ? [await trail.append(group[0]!)] : await Promise.all(trail.appendAll(group));
    lines.push(...entries.map(({ line }) => line));
  }
  return lines;
};

describe.each(['fsync', 'os'] as const)('appendAll with durability %s', (durability) => {
  it('writes what append would, whatever the groups, the sizes of segments and what was received', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(900, 3000, 1e9),
        fc.boolean(),
        async (sizes, maxSegmentBytes, mixed) => {
          const dir = temporaryFolder();
          const trail = openTrail({ dir, durability, maxSegmentBytes });
          const lines = await fill(trail, sizes, mixed);
          expect(trail.sequence).toBe(lines.length);
          await trail.close();
          expect(allLines(dir)).toEqual(lines);
          expect(await verifyTrail(dir)).toMatchObject({ findings: [], events: lines.length });
          const again = openTrail({ dir, durability });
          expect(again.recovery).toEqual({ adopted: 0, tornBytes: 0 });
          await again.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuses an event of its own and takes the others', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability });
    const own = await trail.append(toolCall());
    const results = await Promise.allSettled(trail.appendAll([toolCall(), own, toolCall()]));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'trail.own-event' } });
    await trail.close();
    expect(allLines(dir)).toHaveLength(3);
    await expect(Promise.all(trail.appendAll([toolCall()]))).rejects.toMatchObject({ code: 'trail.closed' });
  });

  it('takes a group larger than what one commit may hold', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability, maxSegmentBytes: 1e6 });
    await Promise.all(trail.appendAll(Array.from({ length: 5000 }, () => toolCall())));
    await trail.close();
    expect(segmentFiles(dir).length).toBeGreaterThan(1);
    expect(await verifyTrail(dir)).toMatchObject({ findings: [], events: 5000 });
  });
});
