/** A header block that no message can follow: where the next message begins is unknown from here on. */
export class BrokenFraming extends Error {}

/** What a connection receives, in the order in which it came. */
export interface FrameReceiver {
  /** One message's body. */
  body(bytes: Uint8Array): void;
  /** A body that is longer than allowed; its bytes are passed over. */
  oversize(length: number): void;
}

const longestHeader = 4096;
/** What is passed over to keep a session alive. A client that announces more is not going to send it. */
const longestPassedOver = 2 ** 30;
const carriageReturn = 13;
const lineFeed = 10;

function contentLength(header: string): number {
  let length: string | undefined;
  for (const line of header.split("\r\n")) {
    const [, name, value = ""] = /^([A-Za-z-]+): *(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new BrokenFraming("What came is no message: a header line has no name.");
    if (name.toLowerCase() === "content-length") {
      if (length !== undefined) throw new BrokenFraming("A message has two Content-Length headers.");
      length = value;
    }
    if (name.toLowerCase() === "content-type" && /charset *= *(?!utf-?8\b)/i.test(value)) {
      throw new BrokenFraming("A message's charset is not utf-8, the only one there is.");
    }
  }
  if (length === undefined) throw new BrokenFraming("A message has no Content-Length header.");
  if (!/^\d{1,15}$/.test(length)) throw new BrokenFraming("A message's Content-Length is no count of bytes.");
  return Number(length);
}

/**
 * LSP's base framing, bounded: header block of at most 4 KiB, bodies of at most `maximumBytes`. vscode-jsonrpc's own
 * reader waits for ever on a negative or huge length and collects without end what has no header.
 */
export class FrameParser {
  private header = "";
  private body: Uint8Array[] = [];
  private bodyLeft = 0;
  private inBody = false;
  private passOver = 0;

  constructor(
    private readonly maximumBytes: number,
    private readonly receiver: FrameReceiver,
  ) {}

  /** @throws BrokenFraming at the first byte that cannot belong to a message; the stream is of no use afterwards */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.passOver > 0) {
        const passed = Math.min(this.passOver, chunk.length - at);
        this.passOver -= passed;
        at += passed;
      } else if (this.inBody) {
        const part = chunk.subarray(at, at + this.bodyLeft);
        this.body.push(part);
        this.bodyLeft -= part.length;
        at += part.length;
        this.endBody();
      } else {
        at = this.readHeader(chunk, at);
      }
    }
  }

  /** @returns where in the chunk the header ends, or the chunk does */
  private readHeader(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte > 126 || (byte < 32 && byte !== carriageReturn && byte !== lineFeed)) {
        throw new BrokenFraming("What came is no message: a header holds bytes that are no text.");
      }
      if (byte === lineFeed && !this.header.endsWith("\r")) {
        throw new BrokenFraming("A header line does not end with carriage return and line feed.");
      }
      this.header += String.fromCharCode(byte);
      if (this.header.length === 1 && !/[A-Za-z]/.test(this.header)) {
        throw new BrokenFraming("What came is no message: it does not begin with a header.");
      }
      if (byte === lineFeed && this.header.endsWith("\r\n\r\n")) {
        this.startBody(contentLength(this.header.slice(0, -4)));
        return at + 1;
      }
      if (this.header.length > longestHeader) {
        throw new BrokenFraming(`A message's header is longer than ${longestHeader} bytes.`);
      }
    }
    return chunk.length;
  }

  private startBody(length: number): void {
    this.header = "";
    if (length > longestPassedOver) {
      throw new BrokenFraming(
        `A message of ${length} bytes is announced; at most ${this.maximumBytes} are allowed.`,
      );
    }
    if (length > this.maximumBytes) {
      this.passOver = length;
      this.receiver.oversize(length);
      return;
    }
    this.inBody = true;
    this.bodyLeft = length;
    this.endBody();
  }

  private endBody(): void {
    if (this.bodyLeft > 0) return;
    const [only] = this.body;
    const bytes = this.body.length === 1 && only !== undefined ? only : Buffer.concat(this.body);
    this.body = [];
    this.inBody = false;
    this.receiver.body(bytes);
  }
}
