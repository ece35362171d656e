import { readSync } from "node:fs";

/** Where a length-delimited field lies in the file: from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One field of a message: a number for varints, the place for what is length-delimited, undefined for fixed-size values. */
export type FieldVisitor = (field: number, value: number | Span | undefined) => void;

const windowBytes = 64 * 1024;

/** Fields of the largest published graphs are some hundred thousand. */
const mostFields = 5_000_000;

/** Names and paths; the largest weights are not read but stepped over. */
const longestText = 1024;

/**
 * Reads the wire format of protobuf from a file that nobody vouches for, through a window: what a field declares is held
 * against the message around it before anything is read or allocated for it
 * (https://protobuf.dev/programming-guides/encoding).
 */
export class ProtobufFields {
  private readonly window: Buffer = Buffer.alloc(windowBytes);
  private windowStart = 0;
  private windowEnd = 0;
  private position = 0;
  private seen = 0;

  /**
   * @param descriptor of the open file
   * @param size of the file in bytes
   */
  constructor(
    private readonly descriptor: number,
    private readonly size: number,
  ) {}

  /** The whole file as one message. */
  whole(): Span {
    return { start: 0, end: this.size };
  }

  /**
   * Visits the fields of a message in their order; the visitor may read inside of a field's span.
   * @throws Error whose message completes "the file is not valid: …"
   */
  visit({ start, end }: Span, visitor: FieldVisitor): void {
    let position = start;
    while (position < end) {
      if (++this.seen > mostFields) throw new Error(`it has more than ${mostFields} fields`);
      this.position = position;
      const tag = this.varint(end);
      const field = Math.floor(tag / 8);
      const kind = tag % 8;
      if (field < 1 || field >= 2 ** 29)
        throw new Error(`byte ${position} begins field ${field}, which no message has`);
      let value: number | Span | undefined;
      if (kind === 0) value = this.varint(end);
      else if (kind === 1) this.position += 8;
      else if (kind === 5) this.position += 4;
      else if (kind === 2) {
        const length = this.varint(end);
        value = { start: this.position, end: this.position + length };
        this.position += length;
      } else throw new Error(`byte ${position} begins a field of the unknown wire type ${kind}`);
      if (!(this.position <= end))
        throw new Error(`field ${field} at byte ${position} ends outside of its message`);
      position = this.position;
      visitor(field, value);
    }
  }

  /** @throws Error for text that is too long or not UTF-8 */
  text({ start, end }: Span): string {
    if (end - start > longestText) throw new Error(`the text at byte ${start} has ${end - start} bytes`);
    const bytes = Buffer.alloc(end - start);
    this.position = start;
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.byte();
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Error(`the text at byte ${start} is not in UTF-8`);
    }
  }

  /** Packed varints. */
  varints({ start, end }: Span): number[] {
    const values: number[] = [];
    this.position = start;
    while (this.position < end) {
      if (++this.seen > mostFields) throw new Error(`it has more than ${mostFields} fields`);
      values.push(this.varint(end));
    }
    return values;
  }

  private byte(): number {
    if (this.position < this.windowStart || this.position >= this.windowEnd) {
      this.windowStart = this.position;
      this.windowEnd = this.position + readSync(this.descriptor, this.window, 0, windowBytes, this.position);
      if (this.windowEnd === this.windowStart) throw new Error("it is cut short");
    }
    return this.window[this.position++ - this.windowStart] as number;
  }

  /** A signed 64-bit integer; beyond 2^53 it is rounded, which every caller refuses anyway. */
  private varint(end: number): number {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      if (this.position >= end) throw new Error("a number is cut short");
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value >= 2 ** 63 ? value - 2 ** 64 : value;
    }
    throw new Error("a number has more than 10 bytes");
  }
}
