import { fail } from "../check.ts";
import { framed, requestFrame } from "../frame.ts";
import {
  initializeParams,
  refusedUnder,
  type ServerCheck,
  type ServerSubject,
  servesOn,
  unknownMethod,
} from "./server-subject.ts";

const parseError = -32700;
const invalidRequest = -32600;
const maximumBytes = 64 * 2 ** 20;

async function endsConnection(
  subject: ServerSubject,
  headers: readonly (readonly [string, Uint8Array | string])[],
): Promise<void> {
  for (const [what, bytes] of headers) {
    const peer = await subject.initialized();
    await refusedUnder(peer, null, parseError, Buffer.from(bytes as string), what);
    await peer.ended(what);
    const { length } = peer.answersTo(null);
    if (length > 1) fail(`${what} was answered ${length} times`);
    await subject.release();
  }
}

export const framingChecks: readonly ServerCheck[] = [
  {
    id: "ESP-FRAME-1",
    title: "reads messages in pieces, several at once, and counts bytes",
    run: async (subject) => {
      const peer = await subject.fresh();
      const first = requestFrame("first", "initialize", initializeParams());
      for (let at = 0; at < first.length; at += 7) await peer.write(first.subarray(at, at + 7));
      await peer.answerTo("first", "initialize in pieces of 7 bytes", subject.options.loadMs);
      const params = { text: "größer als 𠀀" };
      await peer.write(
        Buffer.concat([requestFrame("a", unknownMethod, params), requestFrame("b", unknownMethod, params)]),
      );
      await peer.answerTo("a", "the first of two requests in one piece");
      await peer.answerTo("b", "the second of two requests in one piece");
    },
  },
  {
    id: "ESP-FRAME-2",
    title: "answers a Content-Length that cannot be, and ends the connection",
    run: (subject) =>
      endsConnection(subject, [
        ["a negative Content-Length", "Content-Length: -5\r\n\r\n{}"],
        ["a Content-Length of 10^15", "Content-Length: 999999999999999\r\n\r\n{}"],
        ["a Content-Length in words", "Content-Length: ten\r\n\r\n{}"],
        ["two Content-Lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
        ["no Content-Length", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}"],
      ]),
  },
  {
    id: "ESP-FRAME-3",
    title: "answers bytes that are no header, and ends the connection",
    run: (subject) =>
      endsConnection(subject, [
        ["a header of 5 KiB", `X-Padding: ${"a".repeat(5120)}`],
        ["lines that end with a line feed alone", "Content-Length: 2\n\n{}"],
        ["another charset", "Content-Length: 2\r\nContent-Type: text/json; charset=utf-16\r\n\r\n{}"],
        ["a flood of 2 MiB without a header", Buffer.alloc(2 ** 21, "x")],
      ]),
  },
  {
    id: "ESP-FRAME-4",
    title: "passes over a body of more than 64 MiB and serves on",
    run: async (subject) => {
      const peer = await subject.unloaded();
      const body = framed(Buffer.alloc(maximumBytes + 1, " "));
      await refusedUnder(
        peer,
        null,
        invalidRequest,
        body,
        "a body of 64 MiB and a byte",
        subject.options.loadMs,
      );
      await servesOn(peer, "a body that is too long");
    },
  },
];
