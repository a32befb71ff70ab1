/**
 * Lengths of time as Sigma writes them: a number and s, m, h or d; w, which other tools read, is seven days.
 * @module
 */

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const WEEK_MS = 604_800_000;
const FORM = /^(\d{1,6})([smhdw])$/;

/** Milliseconds of `90m`; undefined when it is not a length of time or is zero. */
export const parseDuration = (text: string): number | undefined => {
  const match = FORM.exec(text.trim());
  const amount = Number(match?.[1] ?? 0);
  const unit = match?.[2] === 'w' ? WEEK_MS : UNIT_MS[match?.[2] ?? ''];
  return unit === undefined || amount === 0 ? undefined : amount * unit;
};

/** `5400000` as `90m`: the largest unit that divides it. */
export const formatDuration = (milliseconds: number): string => {
  for (const [unit, size] of Object.entries(UNIT_MS).reverse()) {
    if (milliseconds % size === 0) return `${String(milliseconds / size)}${unit}`;
  }
  return `${String(milliseconds)}ms`;
};

const MINUTE = 60_000;
/** The grids of instants a compiled rule may use (docs/rules.md), in milliseconds, ascending. */
export const GRIDS: readonly number[] = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map(
  (minutes) => minutes * MINUTE,
);

/** True when instants every `every` may watch a window: it divides the window, at most sixty to one. */
export const gridFits = (every: number, timespanMs: number): boolean =>
  GRIDS.includes(every) && timespanMs % every === 0 && timespanMs / every <= 60;

/** The largest grid of at most a fifth of the window, at least a minute; undefined when none fits. */
export const defaultGrid = (timespanMs: number): number | undefined =>
  GRIDS.filter((every) => gridFits(every, timespanMs) && every <= Math.max(timespanMs / 5, MINUTE)).at(-1);
