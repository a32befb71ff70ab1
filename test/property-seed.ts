// In CI property tests always draw the same values, so that a change is judged and not the day's luck; elsewhere they
// draw new ones each run. FC_SEED repeats a run.
import fc from 'fast-check';

const FIXED_SEED = 20_261_123;
const asked = process.env['FC_SEED'] ?? (process.env['CI'] === 'true' ? String(FIXED_SEED) : undefined);
if (asked !== undefined) fc.configureGlobal({ seed: Number(asked) });
