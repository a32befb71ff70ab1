// Notes what has passed, for collector-config/executed.json.
import { afterAll } from 'vitest';
import { readExecuted, writeExecuted, type ExecutedCheck } from './executed.js';

const found = new Map<string, { readonly version: string; readonly checks: ExecutedCheck[] }>();

/** Notes a check that has passed: call it last in its test. */
export const recordForwarding = (
  name: string,
  { version, check, events }: ExecutedCheck & { readonly version: string },
): void => {
  const entry = found.get(name) ?? { version, checks: [] };
  entry.checks.push({ check, events });
  found.set(name, entry);
};

const writes = (): boolean => process.env['AGENT_SIEM_WRITE_REPORT'] === '1';

/** Checks of other suites under the same name stay, those of this one are replaced. */
afterAll(() => {
  if (!writes()) return;
  const date = new Date().toISOString().slice(0, 10);
  const all = { ...readExecuted() };
  for (const [name, { version, checks }] of found) {
    const again = new Set(checks.map(({ check }) => check));
    const others = (all[name]?.checks ?? []).filter(({ check }) => !again.has(check));
    all[name] = { version, date, checks: [...others, ...checks].sort((a, b) => (a.check < b.check ? -1 : 1)) };
  }
  writeExecuted(all);
});
