import { open } from "node:fs/promises";
import { type Command, Option } from "commander";
import { isLoopback } from "../http-face/loopback.ts";
import { UsageError } from "./failure.ts";
import { positiveInteger } from "./options.ts";

/** Where a command listens for HTTP, and whom it lets in. */
export interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tokenFile?: string;
  readonly alias?: readonly string[];
  readonly queue?: number;
}

export const usualHost = "127.0.0.1";
export const usualPort = 8901;

const tokenVariable = "ISOVEC_HTTP_TOKEN";

/** Shorter ones can be tried out. */
const shortestToken = 16;

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new UsageError(`--port ${text}: it must be a number from 0 to 65535.`);
}

export function withListenOptions(command: Command): Command {
  return command
    .option("--host <address>", `where to listen for HTTP (default: ${usualHost})`)
    .addOption(
      new Option(
        "--port <n>",
        `where to listen for HTTP; 0 takes any that is free (default: ${usualPort})`,
      ).argParser(portNumber),
    )
    .option(
      "--token-file <file>",
      `what HTTP clients must send as a bearer token, in a file that only its owner can read (or ${tokenVariable})`,
    )
    .option("--alias <name...>", "another name under which HTTP clients ask for the model")
    .addOption(
      new Option("--queue <n>", "HTTP requests under way at once; more are answered 429").argParser(
        positiveInteger,
      ),
    )
    .option("--json", "say where it listens as one line of JSON");
}

async function tokenIn(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--token-file ${path}: it cannot be read (${error.code}).`);
  });
  try {
    const { mode, uid } = await file.stat();
    const isOwn = uid === process.getuid?.() || uid === 0;
    // Windows has no such bits.
    if (process.platform !== "win32" && ((mode & 0o077) !== 0 || !isOwn)) {
      throw new UsageError(`--token-file ${path}: others can read or change it. Run chmod 600 on it.`);
    }
    return (await file.readFile("utf8")).trim();
  } finally {
    await file.close();
  }
}

/**
 * The token that clients must send, if any.
 * @throws UsageError when other machines could reach the server and there is none, or it is no good one
 */
export async function readToken({ host = usualHost, tokenFile }: ListenOptions): Promise<string | undefined> {
  const given = process.env[tokenVariable];
  const token = tokenFile === undefined ? given : await tokenIn(tokenFile);
  const source = tokenFile === undefined ? tokenVariable : `--token-file ${tokenFile}`;
  if (token === undefined) {
    if (isLoopback(host)) return undefined;
    throw new UsageError(
      `--host ${host} can be reached from other machines: name a token in ${tokenVariable} or with --token-file.`,
    );
  }
  if (token.length >= shortestToken && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(
    `${source}: a token has ${shortestToken} characters or more, letters, digits and signs of ASCII.`,
  );
}
