/**
 * Texts as small whole numbers, for as long as someone uses them.
 * @module
 */

/** Unused texts are kept up to as many as are in use, at least this many: what comes back soon costs nothing. */
const MIN_UNUSED = 1024;

/** Gives each text a number. Counts its uses; the number of a text that nobody uses may be given to another one. */
export class TextIds {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  #uses = new Int32Array(64);
  readonly #free: number[] = [];
  #unused = 0;

  /** The number of a text, with one use more. */
  use(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) {
      this.useAgain(known);
      return known;
    }
    const id = this.#free.pop() ?? this.#texts.length;
    if (id >= this.#uses.length) this.#grow();
    this.#texts[id] = text;
    this.#ids.set(text, id);
    this.#uses[id] = 1;
    return id;
  }

  /** The number of a text that is remembered. */
  find(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** One use more of a text in use. */
  useAgain(id: number): void {
    const uses = this.#uses[id] as number;
    if (uses === 0) this.#unused -= 1;
    this.#uses[id] = uses + 1;
  }

  /** One use less. */
  release(id: number): void {
    const uses = (this.#uses[id] as number) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    this.#unused += 1;
    if (this.#unused > Math.max(MIN_UNUSED, this.#ids.size / 2)) this.#sweep();
  }

  textOf(id: number): string {
    return this.#texts[id] as string;
  }

  /** Texts that are remembered, used or not. */
  get size(): number {
    return this.#ids.size;
  }

  #sweep(): void {
    for (const [text, id] of this.#ids) {
      if (this.#uses[id] !== 0) continue;
      this.#ids.delete(text);
      this.#texts[id] = '';
      this.#free.push(id);
    }
    this.#unused = 0;
  }

  #grow(): void {
    const uses = new Int32Array(this.#uses.length * 2);
    uses.set(this.#uses);
    this.#uses = uses;
  }
}
