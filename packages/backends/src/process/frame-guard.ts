import { Transform, type TransformCallback } from "node:stream";

const longestHeader = 4096;
const headerEnd = "\r\n\r\n";

function lengthOf(header: string, maxFrameBytes: number): number {
  let length: number | undefined;
  for (const line of header.split("\r\n")) {
    const [, name = "", value = ""] = /^([A-Za-z-]+): *([^\r\n]*)$/.exec(line) ?? [];
    if (name === "") throw new Error("it wrote to stdout what is no message");
    if (name.toLowerCase() === "content-length" && /^\d{1,15}$/.test(value)) length = Number(value);
  }
  if (length === undefined) throw new Error("it sent a message without a valid Content-Length");
  if (length > maxFrameBytes) {
    throw new Error(`it announced a message of ${length} bytes; at most ${maxFrameBytes} are allowed`);
  }
  return length;
}

/**
 * Lets only well-framed messages through to vscode-jsonrpc's reader, which would wait for ever on a huge or negative
 * Content-Length and collect without end what has no header. The stream fails at the first byte that is wrong.
 */
export class FrameGuard extends Transform {
  private header = "";
  private bodyLeft = 0;

  constructor(private readonly maxFrameBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.accept(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  private accept(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.bodyLeft > 0) {
        const body = rest.subarray(0, this.bodyLeft);
        this.bodyLeft -= body.length;
        rest = rest.subarray(body.length);
        this.push(body);
        continue;
      }
      const before = this.header.length;
      this.header += rest.toString("latin1", 0, longestHeader);
      const end = this.header.indexOf(headerEnd);
      if (!/^c/i.test(this.header)) throw new Error("it wrote to stdout what is no message");
      if (end < 0) {
        if (this.header.length >= longestHeader) throw new Error("it wrote to stdout what is no message");
        return;
      }
      const header = this.header.slice(0, end);
      this.bodyLeft = lengthOf(header, this.maxFrameBytes);
      rest = rest.subarray(end + headerEnd.length - before);
      this.header = "";
      this.push(Buffer.from(header + headerEnd, "latin1"));
    }
  }
}
