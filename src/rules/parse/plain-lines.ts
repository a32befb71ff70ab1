/**
 * Lines of plain YAML.
 * @module
 */

/** A line of the text. */
export interface Line {
  /** Offset of the line's first character, of its content, and of the end of its content. */
  readonly start: number;
  readonly indent: number;
  readonly end: number;
}

/** Lines between two offsets; positions are offsets into the whole text. */
export const linesOf = (text: string, from: number, to: number): readonly Line[] => {
  const lines: Line[] = [];
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 || newline > to ? to : newline;
    let at = start;
    while (at < end && text.charCodeAt(at) === 32) at += 1;
    lines.push({ start, indent: at - start, end });
    start = end + 1;
  }
  return lines;
};
