import { once } from "node:events";
import { connect } from "node:net";
import type { Readable, Writable } from "node:stream";
import { IsovecError } from "@isovec/core";

/** What a client is spoken to over. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Standard output carries protocol frames and nothing else, whatever a library prints. */
export function standardStreams(): Streams {
  for (const method of ["log", "info", "debug"] as const) console[method] = console.error;
  return { input: process.stdin, output: process.stdout };
}

/**
 * What a client listens on that has started its server by `--pipe` or `--socket`, as LSP has it.
 * @param where path of a socket file, name of a Windows pipe, or a port of this machine
 * @throws IsovecError `InputInvalid` when nobody listens there
 */
export async function connectedStreams(where: string | number): Promise<Streams> {
  const socket = typeof where === "number" ? connect(where, "127.0.0.1") : connect(where);
  try {
    await once(socket, "connect");
  } catch (error) {
    throw new IsovecError(
      "InputInvalid",
      `Nobody listens on ${typeof where === "number" ? `port ${where}` : where} (${(error as NodeJS.ErrnoException).code}).`,
      {
        remedy:
          "The client listens there before it starts the server; `isovec daemon` is what clients connect to.",
        cause: error,
      },
    );
  }
  // What goes wrong with it later shows as its end.
  socket.setNoDelay(true).on("error", () => undefined);
  return { input: socket, output: socket };
}
