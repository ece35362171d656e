import type { Message, NotificationMessage, RequestMessage } from "vscode-jsonrpc/node";
import {
  invalidParams,
  invalidRequest,
  type MessageRefusal,
  notInitialized,
  overloaded,
} from "./message-refusal.ts";
import { isId } from "./parse-message.ts";

export type Admission = "pass" | "drop" | MessageRefusal;

export interface RequestGateOptions {
  /** What is wrong with the params of `initialize`, which the base library reads before any handler of ours. */
  readonly initializeDefect: (params: unknown) => string | undefined;
  /** Requests that may be under way at once. */
  readonly requests: number;
  /** Bytes of their bodies, all together. */
  readonly bytes: number;
}

const initialize = "initialize";

/** The dispatcher's queue takes 1 and "1" for the same request. */
const idKey = String;

/**
 * LSP's life cycle and a bound on what is under way, kept in front of the dispatcher: vscode-languageserver serves
 * requests before `initialize` and after `shutdown`, and accepts a second `initialize`.
 */
export class RequestGate {
  private readonly underWay: Map<string, { readonly method: string; readonly bytes: number }> = new Map();
  private bytes = 0;
  private state: "new" | "initialized" | "shut down" = "new";

  constructor(private readonly options: RequestGateOptions) {}

  /** Whether the client has said `shutdown`, after which its leaving is in order. */
  get isShutDown(): boolean {
    return this.state === "shut down";
  }

  /** @param bytes length of the message's body */
  admit(message: Message, bytes: number): Admission {
    const { method, params } = message as NotificationMessage;
    if (method === undefined) return "pass";
    const { id } = message as RequestMessage;
    if (id === undefined || id === null) return this.admitNotification(method, params);
    // The dispatcher spreads them, and a handler takes the cancellation token for its parameters.
    if (Array.isArray(params))
      return invalidParams(id, "params are given by position; this protocol names them.");
    const refusal = this.refusalOf(message as RequestMessage, id, bytes);
    if (refusal !== undefined) return refusal;
    this.underWay.set(idKey(id), { method, bytes });
    this.bytes += bytes;
    if (method === initialize) this.state = "initialized";
    if (method === "shutdown") this.state = "shut down";
    return "pass";
  }

  /** The answer to a request leaves the server. */
  answered(id: unknown, failed: boolean): void {
    const request = this.underWay.get(idKey(id));
    if (request === undefined) return;
    this.underWay.delete(idKey(id));
    this.bytes -= request.bytes;
    // Refused parameters can be mended and sent again.
    if (request.method === initialize && failed && this.state === "initialized") this.state = "new";
  }

  private admitNotification(method: string, params: unknown): "pass" | "drop" {
    if (method === "exit") return "pass";
    if (this.state !== "initialized" || Array.isArray(params)) return "drop";
    // The dispatcher reads the id without a look at what it was given.
    if (method === "$/cancelRequest" && !isId((params as { readonly id?: unknown } | undefined)?.id))
      return "drop";
    return "pass";
  }

  private refusalOf(
    { method, params }: RequestMessage,
    id: string | number,
    bytes: number,
  ): MessageRefusal | undefined {
    if (this.state === "shut down")
      return invalidRequest(id, "The server is shut down; only exit may follow.");
    if (this.state === "new" && method !== initialize) return notInitialized(id);
    if (this.state === "initialized" && method === initialize) {
      return invalidRequest(id, "The server is initialized already.");
    }
    const defect = method === initialize ? this.options.initializeDefect(params) : undefined;
    if (defect !== undefined) return invalidParams(id, defect);
    if (this.underWay.has(idKey(id))) {
      return invalidRequest(
        id,
        `The request ${JSON.stringify(id)} is under way already.`,
        "Give each its own id.",
      );
    }
    if (this.underWay.size >= this.options.requests || this.bytes + bytes > this.options.bytes) {
      const { size } = this.underWay;
      return overloaded(id, `${size} requests of ${this.bytes} bytes are under way, and no more are taken.`);
    }
    return undefined;
  }
}
