// The seed of a run. In CI always the same draw, so that a change is judged and not the day's luck; elsewhere a new one.
const FIXED_SEED = 20_261_123;

/** Set AGENT_SIEM_SEED to repeat a run. */
export const SEED = Number(
  process.env['AGENT_SIEM_SEED'] ?? (process.env['CI'] === 'true' ? FIXED_SEED : Date.now() % 1_000_000_000),
);
