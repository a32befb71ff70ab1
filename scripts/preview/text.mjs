// Text in a picture whose reader's fonts are unknown: widths are estimated, and what may not fit is cut.

/** Width of a character, in parts of the font size; a little wide on purpose. */
const widthIn = (character) => (/[iljft.,:;|'!() ]/.test(character) ? 0.4 : /[A-Z0-9m@_]/.test(character) ? 0.68 : 0.6);

export const escape = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Estimated width in pixels. */
export const widthOf = (text, size) => [...String(text)].reduce((sum, character) => sum + widthIn(character), 0) * size;

/** The text, or its beginning and an ellipsis. */
export const fitted = (text, width, size) => {
  if (widthOf(text, size) <= width) return String(text);
  const characters = [...String(text)];
  while (characters.length > 1 && widthOf(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('')}…`;
};

/** The text, or its ends: what tells ids apart stands last. */
export const fittedId = (text, width, size) => {
  const characters = [...String(text)];
  if (widthOf(text, size) <= width) return String(text);
  let room = characters.length - 1;
  const cut = () =>
    `${characters.slice(0, Math.ceil(room / 2)).join('')}…${characters.slice(-Math.floor(room / 2)).join('')}`;
  while (room > 2 && widthOf(cut(), size) > width) room -= 1;
  return cut();
};

/** Lines no wider than `width`, at most `most`; the last is cut. */
export const wrapped = (text, width, size, most) => {
  const lines = [''];
  for (const word of String(text).split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (widthOf(longer, size) <= width || lines.at(-1) === '' || lines.length === most)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, width, size));
};

/** A number as the panels say it. */
export const number = (value) =>
  Math.abs(value) >= 10_000
    ? `${Math.round(value / 100) / 10}k`
    : Number.isInteger(value)
      ? String(value)
      : value.toFixed(Math.abs(value) < 10 ? 2 : 1);

/** Day and hour in UTC. */
export const moment = (time) => new Date(time).toISOString().slice(5, 16).replace('T', ' ');
