/**
 * Monotonic ULIDs.
 * @module
 */
import { createHash, randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 16;
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let poolOffset = POOL_BYTES;
let lastTime = -1;
let timeText = '';
const randomDigits = new Uint8Array(RANDOM_CHARACTERS);

const drawRandom = (): void => {
  if (poolOffset + RANDOM_CHARACTERS > POOL_BYTES) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  for (let index = 0; index < RANDOM_CHARACTERS; index += 1) {
    randomDigits[index] = (pool[poolOffset + index] ?? 0) & 31;
  }
  // Leaves 2^79 increments within one millisecond before the digits could overflow.
  randomDigits[0] = (randomDigits[0] ?? 0) & 15;
  poolOffset += RANDOM_CHARACTERS;
};

/** The text of all digits but the last two, which change most often. */
let headText = '';

const writeHead = (): void => {
  headText = timeText;
  for (let index = 0; index < RANDOM_CHARACTERS - 2; index += 1) headText += ALPHABET.charAt(randomDigits[index] ?? 0);
};

const increment = (): void => {
  for (let index = RANDOM_CHARACTERS - 1; index >= 0; index -= 1) {
    const digit = randomDigits[index] ?? 0;
    if (digit < 31) {
      randomDigits[index] = digit + 1;
      if (index < RANDOM_CHARACTERS - 2) writeHead();
      return;
    }
    randomDigits[index] = 0;
  }
};

const encodeTime = (time: number): string => {
  let rest = time;
  let text = '';
  for (let index = 0; index < 10; index += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/**
 * A ULID (26 Crockford characters) that sorts after every one this process made before,
 * also within one millisecond and when the clock steps back.
 * @param now Unix time in milliseconds.
 */
export const ulid = (now: number = Date.now()): string => {
  if (now > lastTime) {
    lastTime = now;
    timeText = encodeTime(now);
    drawRandom();
    writeHead();
  } else {
    increment();
  }
  return (
    headText +
    ALPHABET.charAt(randomDigits[RANDOM_CHARACTERS - 2] ?? 0) +
    ALPHABET.charAt(randomDigits[RANDOM_CHARACTERS - 1] ?? 0)
  );
};

/** A new event id: `evt_` and a monotonic ULID. */
export const newEventId = (now?: number): string => `evt_${ulid(now)}`;

/**
 * The id of an event derived from a record of another system: the same time and seed give the same id, so that
 * reading a record twice makes copies that every rule counts once.
 * @param time Unix time in milliseconds, 0 to 2^48 - 1.
 * @param seed What tells the record from every other; hashed as UTF-8.
 */
export const derivedEventId = (time: number, seed: string): string => {
  let text = `evt_${encodeTime(time)}`;
  const digits = createHash('sha256').update(seed).digest();
  for (let index = 0; index < RANDOM_CHARACTERS; index += 1) text += ALPHABET.charAt((digits[index] ?? 0) & 31);
  return text;
};

/** Unix time in milliseconds that a ULID of 26 characters (with or without prefix) carries. */
export const ulidTime = (id: string): number => {
  const text = id.slice(-26, -16);
  let time = 0;
  for (const character of text) time = time * 32 + ALPHABET.indexOf(character);
  return time;
};
