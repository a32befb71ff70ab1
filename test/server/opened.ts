// A trail in a temporary folder with both servers on free ports, closed after the test.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSecretScanner } from '../../src/secrets/index.js';
import { type Servers, type ServersOptions, startServers } from '../../src/server/index.js';
import { openTrail, type Trail } from '../../src/trail/index.js';

export const scanner = createSecretScanner({ fingerprintKey: 'test' });

export const temporaryFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'agent-siem-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export interface Opened {
  readonly dir: string;
  readonly trail: Trail;
  readonly servers: Servers;
}

export const openServers = async (options: Partial<ServersOptions> = {}, dir = temporaryFolder()): Promise<Opened> => {
  const trail = openTrail({ dir, durability: 'os' });
  const servers = await startServers({ trail, scanner, otlpPort: 0, port: 0, ...options });
  onTestFinished(async () => {
    await servers.close();
    await trail.close();
  });
  return { dir, trail, servers };
};

export const trailLines = (dir: string): string[] => {
  const folder = join(dir, 'trail');
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  return text === '' ? [] : text.trimEnd().split('\n');
};

export const eventOf = (index: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  event_id: `evt_01JR9X5K7M3N2P4Q6R8S${String(index).padStart(6, '0')}`,
  event_type: 'tool_call.completed',
  timestamp: new Date(Date.UTC(2026, 3, 7, 14, 0, index)).toISOString(),
  schema_version: '1.3.0',
  identity: { user_id: 'usr_1', email: 'user@example.com' },
  agent: { agent_id: 'agt_1', session_id: 'ses_1' },
  tool_call: { tool_name: 'query', duration_ms: 145, response_status: 'success' },
  cost: { input_tokens: 1250, estimated_cost_usd: 1 },
  ...more,
});
