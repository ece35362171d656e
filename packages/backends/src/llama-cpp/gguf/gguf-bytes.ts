import { readSync } from "node:fs";

const windowBytes = 64 * 1024;

/** Reads the header of a GGUF file from front to back through a window; nothing is allocated for what a length only claims. */
export class GgufBytes {
  private readonly window: Buffer = Buffer.alloc(windowBytes);
  private windowStart = 0;
  private windowEnd = 0;
  private at = 0;

  /**
   * @param descriptor of the open file
   * @param size of the file in bytes
   */
  constructor(
    private readonly descriptor: number,
    readonly size: number,
  ) {}

  /** Bytes read so far. */
  get position(): number {
    return this.at;
  }

  /** @throws Error whose message completes "the file is not valid: …" */
  skip(bytes: number): void {
    // Written so that NaN is refused as well.
    if (!(this.at + bytes <= this.size))
      throw new Error(`what begins at byte ${this.at} ends outside of the file`);
    this.at += bytes;
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** Rounded beyond 2^53, which every caller refuses anyway. */
  uint64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  /** @param longest in bytes */
  text(longest: number): string {
    const length = this.uint64();
    if (!(length <= longest)) throw new Error(`the name at byte ${this.at} has ${length} bytes`);
    return this.take(length).toString("utf8");
  }

  private take(bytes: number): Buffer {
    const start = this.at;
    this.skip(bytes);
    if (start < this.windowStart || start + bytes > this.windowEnd) {
      this.windowStart = start;
      this.windowEnd = start + readSync(this.descriptor, this.window, 0, windowBytes, start);
      if (start + bytes > this.windowEnd) throw new Error("it is cut short");
    }
    return this.window.subarray(start - this.windowStart, start - this.windowStart + bytes);
  }
}
