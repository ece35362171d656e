/**
 * The last bytes to a relay say the exit code that a server of its own would have had. They are a whole notification,
 * so that a client which should see them passes over them.
 */
export function farewell(code: number): Buffer {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    method: "isovec/left",
    params: { code: code === 0 ? 0 : 1 },
  });
  return Buffer.from(`Content-Length: ${body.length}\r\n\r\n${body}`);
}

const farewells = [0, 1].map(farewell);
const length = Math.max(...farewells.map((bytes) => bytes.length));

/** Listens for the farewell at the end of a stream of bytes. */
export class FarewellListener {
  private tail: Buffer = Buffer.alloc(0);

  /** @returns what is not part of it, as far as one piece shows */
  hear(chunk: Buffer): Buffer {
    this.tail = Buffer.concat([this.tail, chunk.subarray(-length)]).subarray(-length);
    const said = farewells.find((bytes) => chunk.subarray(-bytes.length).equals(bytes));
    return said === undefined ? chunk : chunk.subarray(0, -said.length);
  }

  /** The code, once the stream has ended; a daemon that was killed has said none. */
  get code(): number | undefined {
    const code = farewells.findIndex((bytes) => this.tail.equals(bytes));
    return code < 0 ? undefined : code;
  }
}
