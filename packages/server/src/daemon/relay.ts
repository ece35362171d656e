import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { resolve } from "node:path";
import type { ServeOptions } from "../lsp/server-configuration.ts";
import type { Streams } from "../lsp/streams.ts";
import { version } from "../version.ts";
import { type DaemonRecord, readDaemonRecord } from "./daemon-record.ts";
import { FarewellListener } from "./farewell.ts";
import { type Join, joined, readLine } from "./handshake.ts";

/** A daemon that does not answer within this is passed over: an editor waits. */
const patienceMs = 3_000;

/** As the daemon has to read them, whose working folder is another one. */
function withAbsolutePaths(options: ServeOptions): ServeOptions {
  const { model, state, config } = options;
  return {
    model: model !== undefined && existsSync(model) ? resolve(model) : model,
    backend: options.backend,
    dtype: options.dtype,
    device: options.device,
    threads: options.threads,
    state: state === undefined ? undefined : resolve(state),
    config: config === undefined ? undefined : resolve(config),
  };
}

async function agree(socket: Socket, join: Join): Promise<void> {
  await new Promise<void>((connected, reject) => socket.once("connect", connected).once("error", reject));
  socket.write(`${JSON.stringify(join)}\n`);
  const answer = await readLine(socket);
  if (answer !== joined) throw new Error(answer);
}

/**
 * Connects to the daemon of a state folder.
 * @returns the connection, ready for the client's first message; nothing when no daemon runs that fits
 */
export async function joinDaemon(
  place: string,
  serve: ServeOptions,
  who: Pick<Join, "clientProcessId" | "agentFolder">,
): Promise<Socket | undefined> {
  const record: DaemonRecord | undefined = readDaemonRecord(place);
  if (record === undefined) return undefined;
  const socket = connect({ path: record.address, allowHalfOpen: true });
  const timer = setTimeout(() => socket.destroy(new Error("it does not answer")), patienceMs);
  try {
    await agree(socket, { version, serve: withAbsolutePaths(serve), ...who });
    return socket;
  } catch (error) {
    socket.on("error", () => undefined).destroy();
    const { code } = error as NodeJS.ErrnoException;
    // What a killed daemon has left behind is no news.
    if (code !== "ECONNREFUSED" && code !== "ENOENT") {
      const reason = (error as Error).message;
      process.stderr.write(`The daemon cannot be joined (${reason}): this process works alone.\n`);
    }
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Carries bytes between a client and the daemon, and ends the process as a server of the client's own would. */
export function relay({ input, output }: Streams, socket: Socket): void {
  const listener = new FarewellListener();
  const end = (code: number): void => {
    output.write("", () => process.exit(code));
  };
  input.pipe(socket);
  socket.on("data", (chunk: Buffer) => {
    const own = listener.hear(chunk);
    if (own.length === 0 || output.write(own)) return;
    socket.pause();
    output.once("drain", () => socket.resume());
  });
  // A client that has gone takes no answer.
  output.on("error", () => process.exit(1));
  socket.on("error", () => undefined).once("close", () => end(listener.code ?? 1));
  socket.once("end", () => socket.end());
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => process.exit(0));
}
