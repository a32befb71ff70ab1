import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/event/index.js';
import { openTrail, verifyTrail } from '../../src/trail/index.js';
import { segmentFiles, temporaryFolder, toolCall } from './fixtures.js';

/** A closed trail of 20 events in segments of 4. */
const closedTrail = async (options: { key?: string; foreign?: boolean } = {}): Promise<string> => {
  const dir = temporaryFolder();
  const key = options.key === undefined ? {} : { key: options.key };
  const other = options.foreign === true ? openTrail({ dir: temporaryFolder(), durability: 'os' }) : undefined;
  const trail = openTrail({ dir, durability: 'os', maxSegmentBytes: 2200, ...key });
  for (let index = 0; index < 20; index += 1) {
    if (other !== undefined && index % 3 === 1) {
      await trail.append(readEvent(JSON.parse((await other.append(toolCall())).line)));
    } else await trail.append(toolCall());
  }
  await trail.close();
  await other?.close();
  return dir;
};

const change = (file: string, by: (lines: string[]) => string[]): void => {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  writeFileSync(
    file,
    by(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
};
const segment = (dir: string, index: number): string => segmentFiles(dir).at(index) ?? '';
const nameOf = (file: string): string => `trail/${basename(file)}`;
const firstOf = (file: string): number => Number(basename(file).slice(0, 16));
const edit = (line: string): string => line.replace('"duration_ms":145', '"duration_ms":146');

const cases = [
  { title: 'plain', options: {} },
  { title: 'keyed', options: { key: 'secret key' } },
  { title: 'with received events', options: { foreign: true } },
];

describe.each(cases)('verifyTrail, $title', ({ options }) => {
  const verify = (dir: string) => verifyTrail(dir, 'key' in options ? { key: options.key } : {});

  it('passes what was not touched', async () => {
    const dir = await closedTrail(options);
    const report = await verify(dir);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, events: 20, from: 1, to: 20 });
    expect(report.segments).toBeGreaterThan(2);
  });

  it('names an edited line', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    change(file, (lines) => lines.with(1, edit(lines[1] ?? '')));
    const report = await verify(dir);
    expect(report.findings).toEqual([
      expect.objectContaining({ kind: 'edited', segment: nameOf(file), line: 2, sequence: firstOf(file) + 1 }),
    ]);
  });

  it('names an edited last line of a segment', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 0);
    change(file, (lines) => lines.with(-1, edit(lines.at(-1) ?? '')));
    const last = firstOf(segment(dir, 1)) - 1;
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'edited', segment: nameOf(file), line: last, sequence: last }),
    ]);
  });

  it('names the edited last line of all', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, -1);
    change(file, (lines) => lines.with(-1, edit(lines.at(-1) ?? '')));
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'edited', segment: nameOf(file), sequence: 20, line: 21 - firstOf(file) }),
    ]);
    expect(() => openTrail({ dir, ...('key' in options ? { key: options.key } : {}) })).toThrow(
      'does not match the head',
    );
  });

  it('names a removed line', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    change(file, (lines) => lines.toSpliced(1, 1));
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'removed', segment: nameOf(file), line: 2, sequence: firstOf(file) + 1 }),
    ]);
  });

  it('names an inserted line', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    change(file, (lines) => lines.toSpliced(1, 0, toolCall().line));
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'inserted', segment: nameOf(file), line: 2 }),
    ]);
  });

  it('names a repeated line', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    change(file, (lines) => lines.toSpliced(1, 0, lines[0] ?? ''));
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({
        segment: nameOf(file),
        line: 2,
        kind: 'foreign' in options ? expect.any(String) : 'inserted',
      }),
    ]);
  });

  it('names reordered lines', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    change(file, (lines) => lines.with(0, lines[1] ?? '').with(1, lines[0] ?? ''));
    const { findings } = await verify(dir);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding).toMatchObject({ kind: 'reordered', segment: nameOf(file) });
  });

  it('names where it was truncated', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, -1);
    change(file, (lines) => lines.slice(0, -1));
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'truncated', segment: nameOf(file), sequence: 20, line: 21 - firstOf(file) }),
    ]);
  });

  it('names a newest segment that is gone', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, -1);
    const first = firstOf(file);
    rmSync(file);
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'newest-segment-removed', segment: nameOf(file), sequence: first }),
    ]);
  });

  it('names a middle segment that is gone', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 1);
    const first = firstOf(file);
    rmSync(file);
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'removed', segment: nameOf(segment(dir, 1)), sequence: first }),
    ]);
  });

  it('names an oldest segment that is gone without a checkpoint', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, 0);
    rmSync(file);
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'oldest-segment-removed', segment: nameOf(file), sequence: 1 }),
    ]);
  });

  it('accepts an oldest segment that retention removed, and names the next one that is gone', async () => {
    const dir = await closedTrail(options);
    const key = 'key' in options ? { key: options.key } : {};
    await openTrail({ dir, durability: 'os', retention: { maxBytes: 8000 }, ...key }).close();
    expect(existsSync(join(dir, 'checkpoint.json'))).toBe(true);
    const report = await verify(dir);
    expect(report.findings).toEqual([]);
    expect(report.notes.join()).toContain('retention removed');
    const file = segment(dir, 0);
    rmSync(file);
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'oldest-segment-removed', segment: nameOf(file), sequence: firstOf(file) }),
    ]);
  });

  it('names what was added after the trail was closed', async () => {
    const dir = await closedTrail(options);
    const file = segment(dir, -1);
    change(file, (lines) => [...lines, toolCall().line]);
    expect((await verify(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'inserted', segment: nameOf(file), sequence: 21 }),
    ]);
  });

  it('finds every change of one byte', async () => {
    const dir = await closedTrail(options);
    const files = segmentFiles(dir);
    const size = files.map((file) => readFileSync(file).length);
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, offset, by) => {
        const copy = temporaryFolder();
        cpSync(dir, copy, { recursive: true });
        const file = segmentFiles(copy)[at] ?? '';
        const bytes = readFileSync(file);
        const place = offset % (size[at] ?? 1);
        bytes[place] = (bytes[place] ?? 0) ^ by;
        writeFileSync(file, bytes);
        const { ok, findings } = await verify(copy);
        rmSync(copy, { recursive: true });
        expect(ok).toBe(false);
        expect(findings[0]?.segment.slice(0, 22)).toMatch(/^trail\/0{8}/);
      }),
      { numRuns: 25 },
    );
  });
});

describe('verifyTrail', () => {
  it('needs the key of a keyed trail and notices another one', async () => {
    const dir = await closedTrail({ key: 'secret key' });
    await expect(verifyTrail(dir)).rejects.toMatchObject({ code: 'trail.key' });
    expect((await verifyTrail(dir, { key: 'wrong' })).ok).toBe(false);
  });

  it('notices a keyed trail that was rewritten without the key', async () => {
    const dir = await closedTrail();
    const report = await verifyTrail(dir, { key: 'secret key' });
    expect(report.findings[0]).toMatchObject({ kind: 'edited', segment: 'head.json' });
  });

  it('notices a head that was moved back', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability: 'os', key: 'k' });
    for (let index = 0; index < 3; index += 1) await trail.append(toolCall());
    await trail.close();
    const file = join(dir, 'head.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"sequence":3', '"sequence":2'));
    expect((await verifyTrail(dir, { key: 'k' })).findings).toContainEqual(
      expect.objectContaining({ kind: 'edited', segment: 'head.json' }),
    );
  });

  it('reports a missing head', async () => {
    const dir = await closedTrail();
    rmSync(join(dir, 'head.json'));
    expect((await verifyTrail(dir)).findings).toEqual([expect.objectContaining({ kind: 'head-missing' })]);
    await expect(verifyTrail(temporaryFolder())).rejects.toMatchObject({ code: 'trail.absent' });
  });

  it('names a head that is no head any more', async () => {
    const dir = await closedTrail();
    writeFileSync(join(dir, 'head.json'), '{"sequence":20}');
    expect((await verifyTrail(dir)).findings).toEqual([
      expect.objectContaining({ kind: 'edited', segment: 'head.json', line: 1 }),
    ]);
  });

  it('passes while the trail is being written', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability: 'os' });
    await trail.append(toolCall());
    const pending = trail.append(toolCall());
    const report = await verifyTrail(dir);
    expect(report.findings).toEqual([]);
    await pending;
    await trail.close();
  });

  it('names an edited chain file', async () => {
    const dir = await closedTrail({ foreign: true });
    const chain = segment(dir, 1).replace('.jsonl', '.chain');
    change(chain, (lines) =>
      lines.with(
        2,
        (lines[2] ?? '').replace(/[0-9a-f]$/, (digit) => (digit === '0' ? '1' : '0')),
      ),
    );
    expect((await verifyTrail(dir)).findings[0]).toMatchObject({
      kind: 'edited',
      segment: nameOf(chain),
      line: 3,
    });
    rmSync(chain);
    expect((await verifyTrail(dir)).ok).toBe(false);
  });
});
