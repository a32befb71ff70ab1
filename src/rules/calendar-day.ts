/**
 * Days as Sigma and exceptions write them.
 * @module
 */

/** True for `YYYY-MM-DD` of a day that the calendar has. */
export const isDay = (text: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
