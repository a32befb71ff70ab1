import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the packed tarball validates events without any dependency installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-pack-'));
  try {
    const report = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(report) as [{ filename: string }];
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    const example = readFileSync(new URL('../fixtures/event-example.json', import.meta.url), 'utf8');
    const script = `
      const { readEvent, sampleEvents } = await import('./package/dist/event/index.js');
      const { event } = readEvent(JSON.parse(process.argv[1]));
      let refused = '';
      try { readEvent({ ...event, mood: 1 }); } catch (error) { refused = error.describe(); }
      console.log(JSON.stringify({ tool: event.tool_call.tool_name, samples: sampleEvents().length, refused }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, example], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual({
      tool: 'database_query',
      samples: 18,
      refused: 'mood: unknown field. `agent-siem schema print` lists the fields.',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
