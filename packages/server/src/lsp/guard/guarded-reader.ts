import type { Readable, Writable } from "node:stream";
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  type MessageReader,
} from "vscode-jsonrpc/node";
import { BrokenFraming, FrameParser } from "./frame-parser.ts";
import { invalidRequest, type MessageRefusal, parseError } from "./message-refusal.ts";
import { parseMessage } from "./parse-message.ts";
import type { RequestGate } from "./request-gate.ts";

export interface GuardedReaderOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly gate: RequestGate;
  /** Longest body that is read. */
  readonly maximumBytes: number;
  /** Bytes of answers that the client has not taken; above it nothing more is read until it has. */
  readonly maximumUnsentBytes: number;
  /** Called once: nothing more will come. */
  readonly onEnd: () => void;
  readonly refuse: (refusal: MessageRefusal) => Promise<void>;
}

/** Hands on well-formed messages that the gate admits; answers all others itself. */
export class GuardedReader extends AbstractMessageReader implements MessageReader {
  private ended = false;

  constructor(private readonly options: GuardedReaderOptions) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const { input, maximumBytes } = this.options;
    const parser = new FrameParser(maximumBytes, {
      body: (bytes) => this.accept(bytes, callback),
      oversize: (length) =>
        void this.options.refuse(
          invalidRequest(
            null,
            `A message of ${length} bytes is passed over; at most ${maximumBytes} are read.`,
          ),
        ),
    });
    const receive = (chunk: Uint8Array) => {
      try {
        parser.push(chunk);
        this.holdBack();
      } catch (error) {
        if (!(error instanceof BrokenFraming)) throw error;
        input.off("data", receive).pause();
        // Whoever ends with this reader ends after the answer has left.
        void this.options.refuse(parseError(`${error.message} The connection ends.`)).then(() => this.end());
      }
    };
    input.on("data", receive);
    input.once("end", () => this.end());
    input.once("close", () => this.end());
    input.once("error", (error) => {
      this.fireError(error);
      this.end();
    });
    return { dispose: () => input.off("data", receive) };
  }

  private accept(bytes: Uint8Array, callback: DataCallback): void {
    const { message, refusal } = parseMessage(bytes);
    const admission = message === undefined ? refusal : this.options.gate.admit(message, bytes.length);
    if (admission === "drop") return;
    if (admission !== "pass") void this.options.refuse(admission);
    else if (message !== undefined) callback(message);
  }

  /** A client that does not read its answers is not read either, so that they do not fill the memory. */
  private holdBack(): void {
    const { input, output, maximumUnsentBytes } = this.options;
    if (output.writableLength <= maximumUnsentBytes) return;
    input.pause();
    output.once("drain", () => input.resume());
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    // Not told to the base library, which then throws where somebody still has something to say to the client.
    this.options.onEnd();
  }
}
