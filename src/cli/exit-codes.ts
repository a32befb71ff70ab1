/**
 * Exit codes of every command.
 * @module
 */

/** Done. */
export const EXIT_DONE = 0;
/** Findings of scan, verify, rules lint, schema check|diff, pack verify|diff, or failed rules test. */
export const EXIT_FINDINGS = 1;
/** Usage error or bad input. */
export const EXIT_BAD_INPUT = 2;
