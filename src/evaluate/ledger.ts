/**
 * What a correlation keeps of its events: columns of plain numbers.
 *
 * An object for each event would outlive the next collection of V8's young generation, which then grows beyond the
 * processor's cache; parsing the events that follow costs twice as much from then on.
 * @module
 */
import type { Details } from './details.js';
import { Entry, listOf, type OneOrMore } from './entry.js';
import { TextIds } from './text-ids.js';

/** Which columns besides time and line. */
export interface Columns {
  /** Counted texts: one number for each of so many fields. */
  readonly keys: number;
  /** The texts of each field are counted apart (`keysOfEach`), not together (`keys`). */
  readonly apart: boolean;
  readonly numbers: boolean;
  /** Which sources matched, and the place in a trail. */
  readonly order: boolean;
  /** Id and details too: nobody reads the event again. Otherwise entries name it by line and check. */
  readonly whole: boolean;
}

/** The events of one group that are kept, in time order: a list through the columns. */
export class Chain {
  /** NONE where there is nothing. */
  first = NONE;
  last = NONE;
  size = 0;
}

/** No place. */
export const NONE = -1;
/** In a column of texts: the field is missing. */
export const MISSING = -1;
/** In a column of texts: several, which stand apart. */
const SEVERAL = -2;

interface Place {
  readonly id: string;
  readonly sequence: number;
}

const grown = <T extends Int32Array | Float64Array>(column: T, bigger: T): T => {
  bigger.set(column);
  return bigger;
};

/** All events that one correlation keeps, for all of its groups. */
export class Ledger {
  readonly texts = new TextIds();
  readonly #columns: Columns;
  #room = 0;
  #used = 0;
  /** First free place of those that were used; they are chained like events. */
  #free = NONE;
  #times = new Float64Array(0);
  #lines = new Float64Array(0);
  #checks = new Int32Array(0);
  #next = new Int32Array(0);
  #sources = new Int32Array(0);
  #numbers = new Float64Array(0);
  #keys = new Int32Array(0);
  /** What does not fit a column, by place. */
  readonly #severalKeys = new Map<number, readonly number[]>();
  readonly #severalNumbers = new Map<number, readonly number[]>();
  readonly #trails = new Map<number, Place>();
  readonly #ids: (string | undefined)[] = [];
  readonly #details: (Details | undefined)[] = [];
  readonly #eventIds = new Map<number, readonly string[]>();
  /** Entries that were asked for: a rule that holds for long asks again and again. */
  readonly #made = new Map<number, Entry>();

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** Keeps an event at the end of a chain. Gives its place. */
  append(chain: Chain, entry: Entry): number {
    let place = this.#free;
    if (place === NONE) {
      if (this.#used === this.#room) this.#grow();
      place = this.#used;
      this.#used += 1;
    } else this.#free = this.#next[place] as number;
    this.#times[place] = entry.time;
    this.#lines[place] = entry.line;
    this.#checks[place] = entry.check;
    this.#next[place] = NONE;
    if (this.#columns.numbers) this.#putNumbers(place, entry.numbers);
    if (this.#columns.order) {
      this.#sources[place] = entry.sources;
      if (entry.trail !== undefined) this.#trails.set(place, entry.trail);
    }
    if (this.#columns.apart) {
      for (let field = 0; field < this.#columns.keys; field += 1)
        this.#putKeys(place * this.#columns.keys + field, entry.keysOfEach?.[field]);
    } else if (this.#columns.keys > 0) this.#putKeys(place, entry.keys);
    if (this.#columns.whole || entry.line === 0) {
      this.#ids[place] = entry.id;
      this.#details[place] = entry.details;
      if (entry.eventIds !== undefined) this.#eventIds.set(place, entry.eventIds);
    }
    if (chain.size === 0) chain.first = place;
    else this.#next[chain.last] = place;
    chain.last = place;
    chain.size += 1;
    return place;
  }

  /** Takes the first event from a chain that is not empty. */
  shift(chain: Chain): void {
    const place = chain.first;
    chain.first = this.#next[place] as number;
    chain.size -= 1;
    if (chain.size === 0) chain.last = NONE;
    for (let field = 0; field < this.#columns.keys; field += 1) this.#dropKeys(place * this.#columns.keys + field);
    if (this.#columns.numbers) this.#severalNumbers.delete(place);
    if (this.#columns.order) this.#trails.delete(place);
    if (this.#ids.length > 0) {
      this.#ids[place] = undefined;
      this.#details[place] = undefined;
      this.#eventIds.delete(place);
    }
    if (this.#made.size > 0) this.#made.delete(place);
    this.#next[place] = this.#free;
    this.#free = place;
  }

  /** Empties a chain. */
  clear(chain: Chain): void {
    if (chain.size === 0) return;
    const { keys, numbers, order } = this.#columns;
    const plain = keys === 0 && !order && !(numbers && this.#severalNumbers.size > 0);
    if (!plain || this.#ids.length > 0 || this.#made.size > 0) {
      while (chain.size > 0) this.shift(chain);
      return;
    }
    this.#next[chain.last] = this.#free;
    this.#free = chain.first;
    chain.first = NONE;
    chain.last = NONE;
    chain.size = 0;
  }

  /** Unix milliseconds. */
  time(place: number): number {
    return this.#times[place] as number;
  }

  /** The place after this one in its chain; NONE at the end. */
  next(place: number): number {
    return this.#next[place] as number;
  }

  sources(place: number): number {
    return this.#sources[place] as number;
  }

  /** The one counted text of a field, as `texts` knows it; MISSING; or SEVERAL, less than that: ask `keys`. */
  key(place: number, field: number): number {
    return this.#keys[place * this.#columns.keys + field] as number;
  }

  /** All counted texts of a field. */
  keys(place: number, field: number): readonly number[] {
    const key = this.key(place, field);
    if (key >= 0) return [key];
    return key === MISSING ? [] : (this.#severalKeys.get(place * this.#columns.keys + field) ?? []);
  }

  /** The one counted number; NaN: none or several, ask `numbers`. */
  number(place: number): number {
    return this.#numbers[place] as number;
  }

  /** All counted numbers. */
  numbers(place: number): readonly number[] {
    const number = this.number(place);
    return Number.isNaN(number) ? (this.#severalNumbers.get(place) ?? []) : [number];
  }

  /** All events of a chain, in order. */
  entries(chain: Chain): Entry[] {
    const entries: Entry[] = [];
    for (let place = chain.first; place !== NONE; place = this.next(place)) entries.push(this.entry(place));
    return entries;
  }

  /** One event, written out. */
  entry(place: number): Entry {
    const made = this.#made.get(place);
    if (made !== undefined) return made;
    const textsOf = (field: number): OneOrMore<string> | undefined => {
      const texts = this.keys(place, field).map((key) => this.texts.textOf(key));
      return texts.length > 1 ? texts : texts[0];
    };
    const { keys, apart, numbers, order } = this.#columns;
    const counted = numbers ? this.numbers(place) : undefined;
    const entry = new Entry(
      this.time(place),
      this.#ids[place] ?? '',
      this.#lines[place] as number,
      order ? this.sources(place) : 1,
      {
        keys: keys > 0 && !apart ? textsOf(0) : undefined,
        keysOfEach: apart ? Array.from({ length: keys }, (_, field) => textsOf(field)) : undefined,
        numbers: counted?.length === 1 ? counted[0] : counted,
        trail: this.#trails.get(place),
      },
      this.#details[place],
      this.#eventIds.get(place),
      this.#checks[place] as number,
    );
    this.#made.set(place, entry);
    return entry;
  }

  #putNumbers(place: number, numbers: OneOrMore<number> | undefined): void {
    if (typeof numbers === 'number' && !Number.isNaN(numbers)) {
      this.#numbers[place] = numbers;
      return;
    }
    this.#numbers[place] = NaN;
    if (numbers !== undefined) this.#severalNumbers.set(place, typeof numbers === 'number' ? [numbers] : numbers);
  }

  #putKeys(at: number, keys: OneOrMore<string> | undefined): void {
    if (typeof keys === 'string') {
      this.#keys[at] = this.texts.use(keys);
      return;
    }
    this.#keys[at] = keys === undefined ? MISSING : SEVERAL;
    if (keys !== undefined)
      this.#severalKeys.set(
        at,
        listOf(keys).map((key) => this.texts.use(key)),
      );
  }

  #dropKeys(at: number): void {
    const key = this.#keys[at] as number;
    if (key >= 0) this.texts.release(key);
    else if (key === SEVERAL) {
      for (const each of this.#severalKeys.get(at) ?? []) this.texts.release(each);
      this.#severalKeys.delete(at);
    }
  }

  #grow(): void {
    const { keys, numbers, order } = this.#columns;
    const room = Math.max(16, this.#room * 2);
    this.#times = grown(this.#times, new Float64Array(room));
    this.#lines = grown(this.#lines, new Float64Array(room));
    this.#checks = grown(this.#checks, new Int32Array(room));
    this.#next = grown(this.#next, new Int32Array(room));
    if (numbers) this.#numbers = grown(this.#numbers, new Float64Array(room));
    if (order) this.#sources = grown(this.#sources, new Int32Array(room));
    if (keys > 0) this.#keys = grown(this.#keys, new Int32Array(room * keys));
    this.#room = room;
  }
}
