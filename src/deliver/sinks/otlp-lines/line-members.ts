/**
 * The members of a line, most of which were seen just before.
 * @module
 */

/** A member of an event as one encoding writes it, with what the record takes from it. */
export interface Member<Encoded> {
  readonly key: string;
  readonly value: unknown;
  readonly encoded: Encoded;
  /** By place in the outline's list. */
  readonly attributes: readonly (readonly [number, Encoded])[];
}

/** What to make of members. */
export interface MemberEncoding<Encoded> {
  readonly make: (key: string, value: unknown) => Member<Encoded>;
  /** The same in the form that is cheapest to use again. */
  readonly keep: (member: Member<Encoded>) => Member<Encoded>;
}

/** A member with the text of its value. */
interface Seen<Encoded> {
  readonly text: string;
  readonly member: Member<Encoded>;
}

/** What is known of one key. Agents, people and policies repeat from event to event, ids and hashes do not. */
interface KeyState<Encoded> {
  readonly key: string;
  /** `"key":` */
  readonly opening: string;
  readonly recent: Seen<Encoded>[];
  /** Place in `recent` that is replaced next. */
  oldest: number;
  hits: number;
  misses: number;
  /** What came after it last time. */
  next: KeyState<Encoded> | undefined;
}

const MAX_KEYS = 64;
const MAX_RECENT = 8;
const MAX_TEXT = 2048;
/** A key is judged after so many values, and anew after as many times that. */
const TRIAL = 64;
const TRIAL_EVERY = 4096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** The place after the quote that ends a string; -1 where none does. */
const afterString = (line: string, open: number): number => {
  for (let end = line.indexOf('"', open + 1); end >= 0; end = line.indexOf('"', end + 1)) {
    let before = end - 1;
    while (line.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end + 1;
  }
  return -1;
};

/** The place after a value; -1 where it does not end. What lies between is not judged. */
const afterValue = (line: string, start: number): number => {
  let depth = 0;
  let at = start;
  for (;;) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) {
      at = afterString(line, at);
      if (at < 0) return -1;
      if (depth === 0) return at;
      continue;
    }
    if (Number.isNaN(code)) return -1;
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (code === COMMA && depth === 0) return at;
    at += 1;
  }
};

/** `startsWith` compares one unit after the other, this compares memory. */
const standsAt = (line: string, text: string, at: number): boolean => line.slice(at, at + text.length) === text;

/** A string that stands for itself. */
const PLAIN_STRING = /^"[^\\\u0000-\u001f]*$/;

/** A text of its own: a part of a line would keep all that was read with it. */
const copyOf = (text: string): string => Buffer.from(text).toString();

/**
 * Makes a splitter of lines: JSON objects without space between tokens, as the trail writes them. It gives undefined
 * for any other text.
 */
export const createMemberReader = <Encoded>({
  make,
  keep,
}: MemberEncoding<Encoded>): ((line: string) => readonly Member<Encoded>[] | undefined) => {
  const keys = new Map<string, KeyState<Encoded>>();
  let first: KeyState<Encoded> | undefined;

  /** The key at a place; undefined where there is none. */
  const keyAt = (line: string, at: number, expected: KeyState<Encoded> | undefined): KeyState<Encoded> | undefined => {
    if (expected !== undefined && standsAt(line, expected.opening, at)) return expected;
    // Beyond its own quote: a key may begin with a colon.
    const end = line.indexOf('":', at + 1);
    if (end < 0 || line.charCodeAt(at) !== QUOTE) return undefined;
    const opening = line.slice(at, end + 2);
    const known = keys.get(opening);
    if (known !== undefined) return known;
    // Keys of received events are unbounded.
    if (keys.size >= MAX_KEYS) keys.clear();
    const key = JSON.parse(opening.slice(0, -1)) as string;
    const copy = copyOf(opening);
    const fresh = { key, opening: copy, recent: [], oldest: 0, hits: 0, misses: 0, next: undefined };
    keys.set(copy, fresh);
    return fresh;
  };

  /** A value that was seen lately and stands here again, followed by what may follow a value. */
  const recentAt = (line: string, start: number, { recent }: KeyState<Encoded>): Seen<Encoded> | undefined => {
    for (const seen of recent) {
      const after = line.charCodeAt(start + seen.text.length);
      if ((after === COMMA || after === CLOSE_OBJECT) && standsAt(line, seen.text, start)) return seen;
    }
    return undefined;
  };

  const remember = (state: KeyState<Encoded>, text: string, member: Member<Encoded>): void => {
    state.misses += 1;
    if (state.misses + state.hits > TRIAL_EVERY) state.hits = state.misses = 0;
    if (state.misses > TRIAL && state.hits < state.misses) {
      state.recent.length = state.oldest = 0;
      return;
    }
    if (text.length > MAX_TEXT) return;
    state.recent[state.oldest] = { text: copyOf(text), member: keep(member) };
    state.oldest = (state.oldest + 1) % MAX_RECENT;
  };

  return (line) => {
    const members: Member<Encoded>[] = [];
    const last = line.length - 1;
    if (line.charCodeAt(0) !== OPEN_OBJECT || line.charCodeAt(last) !== CLOSE_OBJECT) return undefined;
    try {
      let at = 1;
      let before: KeyState<Encoded> | undefined;
      while (at < last) {
        const state = keyAt(line, at, before === undefined ? first : before.next);
        if (state === undefined) return undefined;
        if (before === undefined) first = state;
        else before.next = state;
        before = state;
        const start = at + state.opening.length;
        const seen = recentAt(line, start, state);
        if (seen === undefined) {
          const end = afterValue(line, start);
          if (end <= start) return undefined;
          const text = line.slice(start, end);
          const value: unknown = PLAIN_STRING.test(text) ? text.slice(1, -1) : JSON.parse(text);
          const member = make(state.key, value);
          remember(state, text, member);
          members.push(member);
          at = end;
        } else {
          state.hits += 1;
          members.push(seen.member);
          at = start + seen.text.length;
        }
        if (at === last) break;
        if (line.charCodeAt(at) !== COMMA || at + 1 === last) return undefined;
        at += 1;
      }
      return at === last ? members : undefined;
    } catch (error) {
      // Not JSON, or not what a record can be made of.
      if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
      throw error;
    }
  };
};
