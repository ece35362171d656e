import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable, type Writable } from "node:stream";

/** How a program under test is spoken to; with all but `stdio` it connects to where the client listens, as LSP has it. */
export const transports = ["stdio", "pipe", "socket"] as const;
export type Transport = (typeof transports)[number];

/** Both directions, from the client's side. */
export interface WireStreams {
  readonly toProgram: Writable;
  readonly fromProgram: Readable;
}

/** Where a client listens for the one program that it starts. */
export class Rendezvous implements WireStreams {
  readonly toProgram: PassThrough = new PassThrough();
  readonly fromProgram: PassThrough = new PassThrough();

  private constructor(
    private readonly server: Server,
    /** What the program is told on its command line. */
    readonly argument: string,
    private readonly file: string | undefined,
  ) {
    server.once("connection", (socket) => {
      server.close();
      // How it breaks off shows as its end.
      socket.on("error", () => this.fromProgram.end());
      this.toProgram.pipe(socket);
      socket.pipe(this.fromProgram);
    });
  }

  static async listen(transport: Exclude<Transport, "stdio">): Promise<Rendezvous> {
    const server = createServer({ allowHalfOpen: true });
    if (transport === "socket") {
      await once(server.listen(0, "127.0.0.1"), "listening");
      return new Rendezvous(server, `--socket=${(server.address() as AddressInfo).port}`, undefined);
    }
    const name = `isovec-conformance-${randomUUID()}`;
    const isWindows = process.platform === "win32";
    const pipe = isWindows ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
    await once(server.listen(pipe), "listening");
    return new Rendezvous(server, `--pipe=${pipe}`, isWindows ? undefined : pipe);
  }

  /** The program has ended: it will not connect any more. */
  close(): void {
    // Nobody will send what a connection would have brought.
    if (this.server.listening) this.fromProgram.end();
    this.server.close();
    if (this.file !== undefined) rmSync(this.file, { force: true });
  }
}

export function standardStreamsOf(child: ChildProcessWithoutNullStreams): WireStreams {
  return { toProgram: child.stdin, fromProgram: child.stdout };
}
