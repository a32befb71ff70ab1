import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sideFileLines } from '../../src/server/side-file-lines.js';
import { appendLines, layoutOf, type TrailLayout } from '../../src/trail/index.js';
import { openServers, temporaryFolder } from './opened.js';

const LETTERS = 'of events that a receiver rejected: agent-siem deadletter list.';
const REFUSED = 'of refused events in quarantine.ndjson, with the reasons.';

const fresh = (): TrailLayout => layoutOf(temporaryFolder());

describe('lines about side files', () => {
  it('none without files, and none of a folder that does not exist', () => {
    expect(sideFileLines(fresh())).toEqual([]);
    expect(sideFileLines(layoutOf(`${temporaryFolder()}/nowhere`))).toEqual([]);
  });

  it.each([
    ['deadLetter', LETTERS],
    ['quarantine', REFUSED],
  ] as const)('%s: its size, a started KiB up to 1 MiB, then MiB', (file, words) => {
    const layout = fresh();
    appendLines(layout[file], ['{}']);
    expect(sideFileLines(layout)).toEqual([`1 KiB ${words}`]);
    appendLines(layout[file], ['x'.repeat(1024)]);
    expect(sideFileLines(layout)).toEqual([`2 KiB ${words}`]);
    appendLines(layout[file], ['x'.repeat(1_572_864 - 1024 - 5)]);
    expect(sideFileLines(layout)).toEqual([`1.5 MiB ${words}`]);
  });

  it.each([
    ['deadLetter', LETTERS, '4 of the oldest dead letters were removed for room; the trail has them.'],
    ['quarantine', REFUSED, '4 of the oldest refused events were removed from quarantine for room.'],
  ] as const)('%s: pieces count, and so does what was removed', (file, words, removed) => {
    const layout = fresh();
    const line = 'x'.repeat(1023);
    // Every two lines make a piece; two are kept.
    for (let piece = 0; piece < 4; piece += 1) {
      appendLines(layout[file], [line, line], { maxBytes: 2048, maxPieces: 2 });
    }
    expect(sideFileLines(layout)).toEqual([`4 KiB ${words}`, removed]);
  });

  it('both files, in this order', () => {
    const layout = fresh();
    appendLines(layout.quarantine, ['{}']);
    appendLines(layout.deadLetter, ['{}']);
    expect(sideFileLines(layout)).toEqual([`1 KiB ${LETTERS}`, `1 KiB ${REFUSED}`]);
  });
});

it('/healthz tells them on both ports as they are now, and stops when they are gone', async () => {
  const { dir, servers } = await openServers();
  const { deadLetter, quarantine } = layoutOf(dir);
  const health = async (url: string): Promise<unknown> =>
    ((await (await fetch(`${url}/healthz`)).json()) as { health: unknown }).health;
  expect(await health(servers.url)).toEqual([]);
  appendLines(deadLetter, ['{}']);
  appendLines(quarantine, ['{}']);
  const both = [`1 KiB ${LETTERS}`, `1 KiB ${REFUSED}`];
  expect(await health(servers.url)).toEqual(both);
  expect(await health(servers.otlpUrl)).toEqual(both);
  rmSync(deadLetter);
  expect(await health(servers.url)).toEqual([`1 KiB ${REFUSED}`]);
});
