/**
 * Colour on a terminal, none elsewhere.
 * @module
 */

/** Wraps text in a style. */
export type Paint = (text: string) => string;

/** The few styles the story and the alerts use. */
export interface TerminalStyle {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  /** By alert severity. */
  severity(level: string): Paint;
}

const plain: Paint = (text) => text;
const sgr =
  (code: string): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;

const SEVERITY_CODES: Readonly<Record<string, string>> = { critical: '1;31', high: '31', medium: '33', low: '36' };

/** Styles for a stream: plain when it is no terminal or NO_COLOR is set, coloured with FORCE_COLOR. */
export const styleFor = (stream: { readonly isTTY?: boolean | undefined }): TerminalStyle => {
  const forced = (process.env['FORCE_COLOR'] ?? '0') !== '0';
  const coloured = forced || (stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '');
  if (!coloured) return { bold: plain, dim: plain, good: plain, bad: plain, severity: () => plain };
  return {
    bold: sgr('1'),
    dim: sgr('2'),
    good: sgr('32'),
    bad: sgr('31'),
    severity: (level) => sgr(SEVERITY_CODES[level] ?? '2'),
  };
};
