import type { Socket } from "node:net";
import { z } from "zod";
import type { ServeOptions } from "../lsp/server-configuration.ts";
import { version } from "../version.ts";

/**
 * Before the first message of the protocol a relay says for whom it speaks, in one line of JSON, and is answered in one.
 * An editor that connects by itself begins with its first message, which begins with a header's letter.
 */
export interface Join {
  /** Both sides are of one installation: what lies between them may change with every version. */
  readonly version: string;
  /** What the command line of the relay sets, with absolute paths. */
  readonly serve: ServeOptions;
  /** The process on whose end the client has gone. */
  readonly clientProcessId?: number | undefined;
  /** The client is an agent who searches this folder over the Model Context Protocol, and no editor. */
  readonly agentFolder?: string | undefined;
}

const join: z.ZodType<Join> = z.object({
  version: z.string(),
  serve: z.object({
    model: z.string().optional(),
    backend: z.string().optional(),
    dtype: z.string().optional(),
    device: z.string().optional(),
    threads: z.number().optional(),
    state: z.string().optional(),
    config: z.string().optional(),
  }),
  clientProcessId: z.int().optional(),
  agentFolder: z.string().optional(),
});

const longestLine = 65_536;
const openBrace = "{".charCodeAt(0);

export const joined = "joined";

/** Reads one line and leaves what follows it in the stream. @throws when the stream ends or the line does not */
export function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const settle = (done: () => void): void => {
      socket.off("readable", look).off("end", gone).off("close", gone).off("error", gone);
      done();
    };
    const gone = (): void => settle(() => reject(new Error("the other side has gone")));
    const look = (): void => {
      for (
        let chunk = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        read = Buffer.concat([read, chunk]);
        const end = read.indexOf("\n");
        if (end >= 0) {
          const rest = read.subarray(end + 1);
          settle(() => {
            if (rest.length > 0) socket.unshift(rest);
            resolve(read.subarray(0, end).toString("utf8"));
          });
          return;
        }
        if (read.length > longestLine) {
          settle(() => reject(new Error("the line does not end")));
          return;
        }
      }
    };
    socket.on("readable", look).once("end", gone).once("close", gone).once("error", gone);
  });
}

/** Whether what comes begins with a relay's line; what has come stays in the stream. */
function beginsWithLine(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      socket.off("readable", look).off("end", gone).off("close", gone);
      done();
    };
    const gone = (): void => settle(() => reject(new Error("the client said nothing")));
    const look = (): void => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      settle(() => {
        socket.unshift(first);
        resolve(first[0] === openBrace);
      });
    };
    socket.on("readable", look).once("end", gone).once("close", gone);
  });
}

/**
 * The daemon's side.
 * @returns for whom a relay speaks; nothing when an editor has connected by itself
 * @throws when the client goes, or is a relay of another version, which has been told so
 */
export async function welcome(socket: Socket): Promise<Join | undefined> {
  if (!(await beginsWithLine(socket))) return undefined;
  const said = join.safeParse(JSON.parse(await readLine(socket)));
  const refusal = !said.success
    ? "the relay's line is not understood"
    : said.data.version === version
      ? undefined
      : `the daemon is Isovec ${version}`;
  socket.write(`${refusal ?? joined}\n`);
  if (refusal !== undefined) throw new Error(refusal);
  return said.data;
}
