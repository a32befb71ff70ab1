/**
 * Protocol buffers into bytes that grow.
 * @module
 */

/** Texts of so few units take one byte of length, whatever their script. */
const SHORT_TEXT = 42;

const varintSize = (value: number): number => {
  let size = 1;
  for (let left = value; left > 0x7f; left = Math.floor(left / 128)) size += 1;
  return size;
};

/** Writes fields one after the other. A tag is field number and wire type in one byte: fields below 16. */
export class ProtobufOutput {
  #bytes: Buffer;
  #length = 0;

  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafe(room);
  }

  get length(): number {
    return this.#length;
  }

  /** What is written; the next write may overwrite it once `clear` was called. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  bytes(tag: number, bytes: Uint8Array): void {
    this.#reserve(6 + bytes.length);
    this.#tag(tag);
    this.#varint(bytes.length);
    this.#put(bytes);
  }

  /** What is a whole field already. */
  raw(field: Uint8Array): void {
    this.#reserve(field.length);
    this.#put(field);
  }

  text(tag: number, text: string): void {
    this.#reserve(6 + text.length * 3);
    this.#tag(tag);
    if (text.length <= SHORT_TEXT) {
      const size = this.#bytes.write(text, this.#length + 1);
      this.#bytes[this.#length] = size;
      this.#length += 1 + size;
      return;
    }
    this.#varint(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** An unsigned number, such as an enum's. */
  number(tag: number, value: number): void {
    this.#reserve(11);
    this.#tag(tag);
    this.#varint(value);
  }

  /** An int64; negative ones are ten bytes. */
  int64(tag: number, value: number): void {
    if (value >= 0 && Number.isSafeInteger(value)) {
      this.number(tag, value);
      return;
    }
    this.#reserve(11);
    this.#tag(tag);
    let left = BigInt.asUintN(64, BigInt(value));
    while (left > 0x7fn) {
      this.#tag(Number(left & 0x7fn) | 0x80);
      left >>= 7n;
    }
    this.#tag(Number(left));
  }

  double(tag: number, value: number): void {
    this.#reserve(9);
    this.#tag(tag);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  fixed64(tag: number, value: bigint): void {
    this.#reserve(9);
    this.#tag(tag);
    this.#length = this.#bytes.writeBigUInt64LE(value, this.#length);
  }

  fixed32(tag: number, value: number): void {
    this.#reserve(5);
    this.#tag(tag);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** Begins a message; gives the place to end it with. Between them other messages may begin and end. */
  begin(tag: number): number {
    this.#reserve(3);
    this.#tag(tag);
    // Most messages are 128 bytes to 16 KiB.
    this.#length += 2;
    return this.#length;
  }

  end(start: number): void {
    const size = this.#length - start;
    const room = varintSize(size);
    if (room > 2) this.#reserve(room);
    if (room !== 2) this.#bytes.copyWithin(start - 2 + room, start, this.#length);
    this.#length = start - 2;
    this.#varint(size);
    this.#length += size;
  }

  #tag(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  #varint(value: number): void {
    let left = value;
    while (left > 0x7f) {
      this.#tag((left % 128) | 0x80);
      left = Math.floor(left / 128);
    }
    this.#tag(left);
  }

  #put(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(room: number): void {
    if (this.#length + room <= this.#bytes.length) return;
    const more = Buffer.allocUnsafe(Math.max(this.#length + room, this.#bytes.length * 2));
    more.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = more;
  }
}
