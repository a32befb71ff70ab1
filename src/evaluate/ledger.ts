/**
 * What a correlation keeps of its events: columns of plain numbers.
 *
 * An object for each event would outlive the next collection of V8's young generation: it is copied, twice, and each
 * look at it is a look somewhere else in memory.
 * @module
 */
import type { Details } from './details.js';
import { Entry } from './entry.js';
import { NumberColumn } from './number-column.js';
import { TextColumn } from './text-column.js';

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

/** No place. */
export const NONE = -1;

/** The events of one group that are kept, in time order: a list through the columns. */
export class Chain {
  /** NONE where there is nothing. */
  first = NONE;
  last = NONE;
  size = 0;
}

/** What only few events have, or only those of which more is kept than numbers. */
interface Rest {
  readonly id: string;
  readonly details: Details | undefined;
  readonly eventIds: readonly string[] | undefined;
}

const FIRST_ROOM = 16;

/** All events that one correlation keeps, for all of its groups. */
export class Ledger {
  readonly texts: TextColumn;
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
  readonly #numbers = new NumberColumn();
  readonly #trails = new Map<number, NonNullable<Entry['trail']>>();
  readonly #rests: (Rest | undefined)[] = [];
  /** Entries that were asked for: a rule that holds for long asks again and again. */
  readonly #made = new Map<number, Entry>();

  constructor(columns: Columns) {
    this.#columns = columns;
    this.texts = new TextColumn(columns.keys);
  }

  /** Keeps an event at the end of a chain. Gives its place. */
  append(chain: Chain, entry: Entry): number {
    const place = this.#take();
    this.#times[place] = entry.time;
    this.#lines[place] = entry.line;
    this.#checks[place] = entry.check;
    this.#next[place] = NONE;
    const { keys, apart, numbers, order, whole } = this.#columns;
    if (numbers) this.#numbers.put(place, entry.numbers);
    if (order) {
      this.#sources[place] = entry.sources;
      if (entry.trail !== undefined) this.#trails.set(place, entry.trail);
    }
    if (apart) for (let field = 0; field < keys; field += 1) this.texts.put(place, field, entry.keysOfEach?.[field]);
    else if (keys > 0) this.texts.put(place, 0, entry.keys);
    if (whole || entry.line === 0)
      this.#rests[place] = { id: entry.id, details: entry.details, eventIds: entry.eventIds };
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
    const { keys, numbers, order } = this.#columns;
    if (keys > 0) this.texts.drop(place);
    if (numbers) this.#numbers.drop(place);
    if (order) this.#trails.delete(place);
    if (this.#rests.length > 0) this.#rests[place] = undefined;
    if (this.#made.size > 0) this.#made.delete(place);
    this.#next[place] = this.#free;
    this.#free = place;
  }

  /** Empties a chain. */
  clear(chain: Chain): void {
    while (chain.size > 0) this.shift(chain);
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

  /** All counted numbers. */
  numbers(place: number): readonly number[] {
    return this.#numbers.numbers(place);
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
    const { keys, apart, numbers, order } = this.#columns;
    const counted = numbers ? this.numbers(place) : undefined;
    const rest = this.#rests[place];
    const entry = new Entry(
      this.time(place),
      rest?.id ?? '',
      this.#lines[place] as number,
      order ? this.sources(place) : 1,
      {
        keys: keys > 0 && !apart ? this.texts.textsOf(place, 0) : undefined,
        keysOfEach: apart ? Array.from({ length: keys }, (_, field) => this.texts.textsOf(place, field)) : undefined,
        numbers: counted?.length === 1 ? counted[0] : counted,
        trail: this.#trails.get(place),
      },
      rest?.details,
      rest?.eventIds,
      this.#checks[place] as number,
    );
    this.#made.set(place, entry);
    return entry;
  }

  #take(): number {
    const place = this.#free;
    if (place !== NONE) {
      this.#free = this.#next[place] as number;
      return place;
    }
    if (this.#used === this.#room) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  #grow(): void {
    const { keys, numbers, order } = this.#columns;
    const room = Math.max(FIRST_ROOM, this.#room * 2);
    const longer = <T extends Int32Array | Float64Array>(column: T, empty: T): T => {
      empty.set(column);
      return empty;
    };
    this.#times = longer(this.#times, new Float64Array(room));
    this.#lines = longer(this.#lines, new Float64Array(room));
    this.#checks = longer(this.#checks, new Int32Array(room));
    this.#next = longer(this.#next, new Int32Array(room));
    if (order) this.#sources = longer(this.#sources, new Int32Array(room));
    if (numbers) this.#numbers.grow(room);
    if (keys > 0) this.texts.grow(room);
    this.#room = room;
  }
}
