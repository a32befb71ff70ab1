/**
 * Counted texts of events: a column of numbers for each field.
 * @module
 */
import { listOf, type OneOrMore } from './entry.js';
import { TextIds } from './text-ids.js';

/** In place of a text: the field is missing. */
export const MISSING = -1;
/** Several texts, which stand apart. */
const SEVERAL = -2;

const NOTHING: readonly number[] = [];

/** Texts by place and field, as numbers of `texts`. */
export class TextColumn {
  readonly texts = new TextIds();
  readonly #fields: number;
  #keys = new Int32Array(0);
  readonly #several = new Map<number, readonly number[]>();

  constructor(fields: number) {
    this.#fields = fields;
  }

  /** Makes room for so many places. */
  grow(room: number): void {
    const keys = new Int32Array(room * this.#fields);
    keys.set(this.#keys);
    this.#keys = keys;
  }

  put(place: number, field: number, texts: OneOrMore<string> | undefined): void {
    const at = place * this.#fields + field;
    if (typeof texts === 'string') {
      this.#keys[at] = this.texts.use(texts);
      return;
    }
    this.#keys[at] = texts === undefined ? MISSING : SEVERAL;
    if (texts !== undefined)
      this.#several.set(
        at,
        listOf(texts).map((text) => this.texts.use(text)),
      );
  }

  /** Forgets what stands at a place. */
  drop(place: number): void {
    for (let field = 0; field < this.#fields; field += 1) {
      const at = place * this.#fields + field;
      const key = this.#keys[at] as number;
      if (key >= 0) this.texts.release(key);
      else if (key === SEVERAL) {
        for (const each of this.#several.get(at) ?? NOTHING) this.texts.release(each);
        this.#several.delete(at);
      }
    }
  }

  /** The one text of a field; negative where there is none or more than one: ask `keys`. */
  key(place: number, field: number): number {
    return this.#keys[place * this.#fields + field] as number;
  }

  /** All texts of a field. */
  keys(place: number, field: number): readonly number[] {
    const key = this.key(place, field);
    if (key >= 0) return [key];
    return key === MISSING ? NOTHING : (this.#several.get(place * this.#fields + field) ?? NOTHING);
  }

  /** Written out; undefined when the field is missing. */
  textsOf(place: number, field: number): OneOrMore<string> | undefined {
    const texts = this.keys(place, field).map((key) => this.texts.textOf(key));
    return texts.length > 1 ? texts : texts[0];
  }
}
