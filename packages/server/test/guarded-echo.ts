import { PassThrough } from "node:stream";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import { guardStreams } from "../src/lsp/guard/guard-streams.ts";

export interface Answer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export function frame(value: unknown): string {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export const request = (id: unknown, method: string, params: unknown = {}) =>
  frame({ jsonrpc: "2.0", id, method, params });
export const notification = (method: string) => frame({ jsonrpc: "2.0", method, params: {} });

/** A real connection behind the guard whose `echo` answers with its parameters. */
export class GuardedEcho {
  readonly input = new PassThrough();
  readonly output = new PassThrough();
  readonly notified: string[] = [];
  readonly connection: MessageConnection;
  closed = false;
  private received = Buffer.alloc(0);
  private release: (() => void)[] = [];

  constructor() {
    const { reader, writer } = guardStreams(this.input, this.output, {
      onEnd: () => {
        this.closed = true;
      },
    });
    this.connection = createMessageConnection(reader, writer);
    this.connection.onRequest((method, params) => {
      if (method === "wait") return new Promise((resolve) => this.release.push(() => resolve(null)));
      if (method === "fail") throw new Error("no");
      return params ?? null;
    });
    this.connection.onNotification((method) => {
      this.notified.push(method);
    });
    this.connection.listen();
    this.output.on("data", (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
  }

  releaseAll(): void {
    for (const release of this.release.splice(0)) release();
  }

  /** Sends the bytes and gives the answers that came once everything was dispatched. */
  async send(...parts: (string | Buffer)[]): Promise<Answer[]> {
    for (const part of parts) this.input.write(part);
    // vscode-jsonrpc dispatches one message a turn of the event loop.
    for (let turn = 0; turn < 50 + 4 * parts.length; turn++) await new Promise((done) => setImmediate(done));
    return this.answers();
  }

  private answers(): Answer[] {
    const answers: Answer[] = [];
    for (;;) {
      const end = this.received.indexOf("\r\n\r\n");
      if (end < 0) return answers;
      const length = Number(/Content-Length: (\d+)/.exec(this.received.toString("latin1", 0, end))?.[1]);
      answers.push(JSON.parse(this.received.toString("utf8", end + 4, end + 4 + length)) as Answer);
      this.received = this.received.subarray(end + 4 + length);
    }
  }
}
