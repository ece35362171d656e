const type = /(?:Content-Type: *[^\r\n]*\r\n)?/.source;
const header = new RegExp(`${type}Content-Length: *(\\d{1,10})\\r\\n${type}\\r\\n`, "i");
const nothing: Buffer = Buffer.alloc(0);

/**
 * Finds the messages in what an implementation writes. Unlike a reader that serves it goes on behind bytes that are no
 * message, so that one stray line fails one check and not all.
 */
export class MessageScanner {
  /** What was first found that is no message. */
  stray: string | undefined;
  private waiting: Buffer[] = [];
  private bytes = 0;
  private wanted = 0;

  constructor(private readonly receive: (message: unknown) => void) {}

  push(chunk: Buffer): void {
    this.waiting.push(chunk);
    this.bytes += chunk.length;
    // Pieces of a large answer are put together once.
    if (this.bytes < this.wanted) return;
    const rest = this.scan(Buffer.concat(this.waiting));
    this.waiting = [rest];
    this.bytes = rest.length;
  }

  /** No more comes: what is left is no message. */
  end(): void {
    const rest = Buffer.concat(this.waiting);
    if (rest.length > 0) this.note(rest);
  }

  /** @returns what may yet become a message */
  private scan(given: Buffer): Buffer {
    let bytes = given;
    for (;;) {
      this.wanted = 0;
      const match = header.exec(bytes.toString("latin1", 0, 65536));
      if (match === null) return bytes;
      if (match.index > 0) this.note(bytes.subarray(0, match.index));
      const start = match.index + match[0].length;
      const end = start + Number(match[1]);
      if (bytes.length < end) {
        this.wanted = end - match.index;
        return bytes.subarray(match.index);
      }
      const body = bytes.subarray(start, end);
      bytes = bytes.length === end ? nothing : bytes.subarray(end);
      this.read(body);
    }
  }

  private read(body: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(body.toString("utf8"));
    } catch {
      this.note(body);
      return;
    }
    this.receive(message);
  }

  private note(bytes: Buffer): void {
    this.stray ??= JSON.stringify(bytes.toString("utf8", 0, 120));
  }
}
