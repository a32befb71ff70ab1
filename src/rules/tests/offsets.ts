/**
 * Times in tests: offsets from Monday, 6 April 2026, 00:00 UTC.
 * @module
 */

/** The moment that the offset 0s means. */
export const TEST_START_MS = Date.UTC(2026, 3, 6);

const PART_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^([+-]?)((?:\d{1,9}(?:ms|[smhd]))+)$/;

/** Milliseconds of `1d2h30m`, `+5m`, `-10s`, `250ms`; undefined when it is not an offset. */
export const parseOffset = (text: string): number | undefined => {
  const match = FORM.exec(text.trim().replaceAll(' ', ''));
  if (match === null) return undefined;
  let total = 0;
  for (const [, amount, unit] of (match[2] ?? '').matchAll(/(\d+)(ms|[smhd])/g)) {
    total += Number(amount) * (PART_MS[unit ?? ''] ?? 0);
  }
  return match[1] === '-' ? -total : total;
};

/** ISO time of an offset or of an ISO time; undefined when it is neither. */
export const testTime = (text: string): string | undefined => {
  const offset = parseOffset(text);
  if (offset !== undefined) return new Date(TEST_START_MS + offset).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

/** One dimension of `repeat: 5 every 10s`. */
export interface Repeat {
  readonly times: number;
  readonly stepMs: number;
}

/** Reads `5 every 10s` or `5` (all at once). */
export const parseRepeat = (text: string): Repeat | undefined => {
  const match = /^(\d{1,5})(?:\s+every\s+(\S+))?$/.exec(text.trim());
  const stepMs = match?.[2] === undefined ? 0 : parseOffset(match[2]);
  const times = Number(match?.[1] ?? 0);
  return times > 0 && stepMs !== undefined ? { times, stepMs } : undefined;
};
