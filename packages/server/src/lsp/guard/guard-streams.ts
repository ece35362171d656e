import type { Readable, Writable } from "node:stream";
import { GuardedReader } from "./guarded-reader.ts";
import { GuardedWriter } from "./guarded-writer.ts";
import { RequestGate, type RequestGateOptions } from "./request-gate.ts";

const mebibyte = 2 ** 20;
const maximumBytes = 64 * mebibyte;
const maximumUnsentBytes = 64 * mebibyte;
const limits = { requests: 1024, bytes: 128 * mebibyte };

export interface GuardedStreams {
  readonly reader: GuardedReader;
  readonly writer: GuardedWriter;
  readonly gate: RequestGate;
}

/**
 * Reader and writer of one client for `createConnection`, with all that the base library leaves open closed:
 * framing, malformed messages, LSP's life cycle, the amount of work under way and of answers not yet taken.
 */
export function guardStreams(
  input: Readable,
  output: Writable,
  {
    initializeDefect = () => undefined,
    onEnd,
  }: {
    readonly initializeDefect?: RequestGateOptions["initializeDefect"];
    /** Called once when the client has gone, or has sent what no message can follow. */
    readonly onEnd: () => void;
  },
): GuardedStreams {
  const gate = new RequestGate({ ...limits, initializeDefect });
  const writer = new GuardedWriter(output, gate);
  const reader = new GuardedReader({
    input,
    output,
    gate,
    maximumBytes,
    maximumUnsentBytes,
    onEnd,
    refuse: (refusal) => writer.refuse(refusal),
  });
  return { reader, writer, gate };
}
