import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('examples/mcp runs against a real server and a real trail', async () => {
  const script = fileURLToPath(new URL('../../../examples/mcp/govern-filesystem.mjs', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ')),
  ).toEqual([
    'session.started',
    'tool_call.requested read_text_file',
    'policy.evaluated read_text_file allowed',
    'tool_call.approved read_text_file allowed',
    'tool_call.completed read_text_file allowed',
    'tool_call.requested write_file',
    'policy.evaluated write_file no_env_files',
    'tool_call.blocked write_file no_env_files',
    'Blocked by policy no_env_files: environment files hold credentials',
    'session.ended',
  ]);
});
