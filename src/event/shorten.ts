/**
 * Shorter values, counted in bytes of their JSON.
 * @module
 */

/** Bytes of a value's JSON text in UTF-8. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A text without its last characters: shorter by at least `excess` bytes if it has them to give beyond `floor` characters. */
export const shortenText = (text: string, excess: number, floor: number): string => {
  const characters = Array.from(text);
  let keep = characters.length;
  let dropped = 0;
  while (keep > floor && dropped < excess) {
    keep -= 1;
    dropped += Buffer.byteLength(JSON.stringify(characters[keep])) - 2;
  }
  return keep === characters.length ? text : characters.slice(0, keep).join('');
};

/** The same for a list: its last items go first, the one that is left is cut. */
export const shortenList = (list: readonly unknown[], excess: number, floor: number): readonly unknown[] => {
  let dropped = 0;
  let keep = list.length;
  while (keep > 1 && dropped < excess) {
    keep -= 1;
    dropped += bytesOf(list[keep]) + 1;
  }
  const [first] = list;
  if (keep > 1 || dropped >= excess || typeof first !== 'string')
    return keep === list.length ? list : list.slice(0, keep);
  const text = shortenText(first, excess - dropped, floor);
  return keep === list.length && text === first ? list : [text];
};
