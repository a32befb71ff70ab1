import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTrail, verifyExport } from '../../src/trail/index.js';
import { allLines, temporaryFolder, toolCall } from './fixtures.js';

const exported = async (key?: string) => {
  const dir = temporaryFolder();
  const trail = openTrail({ dir, durability: 'os', ...(key === undefined ? {} : { key }) });
  for (let index = 0; index < 12; index += 1) await trail.append(toolCall({ cost: { estimated_cost_usd: 1 } }));
  await trail.close();
  return { dir, trailId: trail.trailId, lines: allLines(dir) };
};

const verify = (lines: readonly string[], key?: string) => {
  const file = join(temporaryFolder(), 'export.ndjson');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return verifyExport(file, key === undefined ? {} : { key });
};

describe('verifyExport', () => {
  it('accepts copies in any order, repeated, with shuffled keys, nulls and other times', async () => {
    const { lines, trailId } = await exported();
    const restyled = lines.map((line) => {
      const event = JSON.parse(line);
      const shuffled = Object.fromEntries(Object.entries(event).reverse());
      return JSON.stringify({ ...shuffled, purpose: null, timestamp: '2026-04-07T16:32:18.847000+02:00' });
    });
    const report = await verify([...restyled.reverse(), lines[3] ?? '']);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, events: 13, from: 1, to: 12, trailIds: [trailId] });
  });

  it('reads what SIEMs wrap around an event', async () => {
    const { lines } = await exported();
    const wrapped = lines.map((line, index) =>
      index % 2 === 0
        ? JSON.stringify({ _index: 'ai', _source: JSON.parse(line) })
        : JSON.stringify({ result: { _raw: line } }),
    );
    expect(await verify(wrapped)).toMatchObject({ ok: true, events: 12 });
  });

  it('names an edited event', async () => {
    const { lines } = await exported();
    const edited = lines.with(4, (lines[4] ?? '').replace('"duration_ms":145', '"duration_ms":146'));
    expect((await verify(edited)).findings).toEqual([
      expect.objectContaining({ kind: 'edited', line: 5, sequence: 5 }),
    ]);
  });

  it('names gaps', async () => {
    const { lines } = await exported();
    expect((await verify(lines.filter((_, index) => index < 3 || index > 5))).findings).toEqual([
      expect.objectContaining({ kind: 'removed', line: 4, sequence: 4, message: 'to 6 are missing' }),
    ]);
  });

  it('names two different events with one sequence', async () => {
    const { lines } = await exported();
    const forged = (lines[4] ?? '').replace('"duration_ms":145', '"duration_ms":146');
    expect((await verify([...lines, forged])).findings).toEqual([
      expect.objectContaining({ kind: 'inserted', line: 13, sequence: 5 }),
    ]);
  });

  it('names lines that are no events', async () => {
    const { lines } = await exported();
    const { findings } = await verify([...lines, '{"event_id":1}', 'not json']);
    expect(findings).toMatchObject([
      { kind: 'edited', line: 13 },
      { kind: 'edited', line: 14 },
    ]);
  });

  it('needs the key of keyed events', async () => {
    const { lines } = await exported('k');
    await expect(verify(lines)).rejects.toMatchObject({ code: 'trail.key' });
    expect(await verify(lines, 'k')).toMatchObject({ ok: true });
    expect(await verify(lines, 'other')).toMatchObject({ ok: false });
  });
});

describe('agent-siem verify', () => {
  const run = (...flags: string[]) =>
    spawnSync(process.execPath, ['dist/cli/main.js', 'verify', ...flags], { encoding: 'utf8' });

  it('exits 0 on a sound trail, 1 with the place on an edited one, 2 where there is none', async () => {
    const { dir, lines } = await exported();
    const sound = run('--data', dir);
    expect(sound.stdout).toContain('ok: 12 events in 1 file, sequences 1 to 12');
    expect(sound.status).toBe(0);
    const edited = lines.with(4, (lines[4] ?? '').replace('"duration_ms":145', '"duration_ms":146'));
    writeFileSync(join(dir, 'trail', '0000000000000001.jsonl'), edited.map((line) => `${line}\n`).join(''));
    const broken = run('--data', dir);
    expect(broken.stdout).toContain('trail/0000000000000001.jsonl:5: sequence 5: edited');
    expect(broken.status).toBe(1);
    const json = run('--data', dir, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, findings: [{ line: 5 }] });
    const file = join(dir, 'export.ndjson');
    writeFileSync(
      file,
      lines
        .toSpliced(6, 1)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const gap = run('--events', file);
    expect(gap.stdout).toContain('export.ndjson:7: sequence 7: removed');
    expect(gap.status).toBe(1);
    const none = run('--data', temporaryFolder());
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('there is no trail here');
    expect(run('--help').stdout).toContain('agent-siem verify --data');
  });
});
