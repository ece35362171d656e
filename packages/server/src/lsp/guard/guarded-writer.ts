import type { Writable } from "node:stream";
import { type Message, type ResponseMessage, StreamMessageWriter } from "vscode-jsonrpc/node";
import { answerOf, type MessageRefusal } from "./message-refusal.ts";
import type { RequestGate } from "./request-gate.ts";

/**
 * Tells the gate of every answer that leaves. What cannot be written is let go: the client has gone, which the reader
 * notices, and whoever wrote could do nothing about it.
 */
export class GuardedWriter extends StreamMessageWriter {
  constructor(
    output: Writable,
    private readonly gate: RequestGate,
  ) {
    super(output);
  }

  override write(message: Message): Promise<void> {
    const { id, error } = message as ResponseMessage;
    if (!("method" in message)) this.gate.answered(id, error !== undefined);
    return super.write(message).catch(() => undefined);
  }

  /** Not told to the base library, as the reader's end is not. */
  protected override fireClose(): void {}

  /** Answers what never reached the dispatcher; the gate knows of no such request. */
  refuse(refusal: MessageRefusal): Promise<void> {
    return super.write(answerOf(refusal)).catch(() => undefined);
  }
}
