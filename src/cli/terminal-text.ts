/**
 * Hostile text on a terminal.
 * @module
 */

/**
 * Text from events, files or errors made safe to print: control characters, escape sequences, bidirectional
 * overrides and line separators become visible \u escapes, so that no event can move the cursor or forge a line.
 */
export const terminalText = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
