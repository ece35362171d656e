import type { Readable, Writable } from "node:stream";
import { pluginMethods } from "@isovec/core/protocol";
import { type Message, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { FrameGuard } from "./frame-guard.ts";

/** An error response, as it came. */
export interface ResponseFailure {
  readonly code: number;
  readonly message: string;
}

export interface ConnectionEvents {
  /** The plugin broke the protocol: it cannot be understood any more. */
  readonly onViolation: (how: string) => void;
  readonly onNotification: (method: string, params: unknown) => void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: ResponseFailure) => void;
}

type Incoming = Message & {
  id?: unknown;
  method?: unknown;
  params?: unknown;
  result?: unknown;
  error?: unknown;
};

function isFailure(value: unknown): value is ResponseFailure {
  const { code, message } = (value ?? {}) as Partial<ResponseFailure>;
  return typeof code === "number" && typeof message === "string";
}

/**
 * JSON-RPC over a plugin's stdio. vscode-jsonrpc reads and writes the frames; answers are matched here, because its own
 * connection passes over an answer that nobody asked for, and the one that was asked for would never come.
 */
export class PluginConnection {
  private readonly pending = new Map<number, Pending>();
  private readonly writer: StreamMessageWriter;
  private nextId = 1;

  constructor(
    stdout: Readable,
    stdin: Writable,
    maxFrameBytes: number,
    private readonly events: ConnectionEvents,
  ) {
    const guard = new FrameGuard(maxFrameBytes);
    guard.on("error", (error) => events.onViolation(error.message));
    // A pipe that breaks is the process's end, which reports itself.
    stdin.on("error", () => undefined);
    this.writer = new StreamMessageWriter(stdin);
    this.writer.onError(() => undefined);
    const reader = new StreamMessageReader(stdout.pipe(guard));
    reader.onError(() => events.onViolation("it sent a message that is not JSON"));
    reader.listen((message) => this.receive(message as Incoming));
  }

  /** @returns the result as it came; rejects with the ResponseFailure */
  request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.notify(pluginMethods.cancel, { id });
      const settle = (): void => signal?.removeEventListener("abort", cancel);
      this.pending.set(id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (failure) => {
          settle();
          reject(failure);
        },
      });
      signal?.addEventListener("abort", cancel, { once: true });
      this.send({ jsonrpc: "2.0", id, method, params });
    });
  }

  notify(method: string, params?: unknown): void {
    this.send({ jsonrpc: "2.0", method, ...(params !== undefined && { params }) });
  }

  private send(message: object): void {
    this.writer.write(message as Message).catch(() => undefined);
  }

  private receive(message: Incoming): void {
    const { id, method, params, result, error } = message ?? {};
    if (typeof method === "string") {
      if (id === undefined) this.events.onNotification(method, params);
      else this.send({ jsonrpc: "2.0", id, error: { code: -32601, message: `no method ${method}` } });
      return;
    }
    const pending = this.pending.get(id as number);
    if (pending === undefined) {
      this.events.onViolation(
        `it answered a request ${JSON.stringify(id) ?? "without id"} that is not under way`,
      );
      return;
    }
    this.pending.delete(id as number);
    if (error === undefined) pending.resolve(result);
    else if (isFailure(error)) pending.reject(error);
    else pending.reject({ code: -32603, message: "an error without code and message" });
  }
}
