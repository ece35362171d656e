import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { IsovecError } from "@isovec/core";
import { z } from "zod";

/** What a running daemon says of itself, to those who may read the user's own files. */
export interface DaemonRecord {
  readonly pid: number;
  readonly version: string;
  /** Path of a socket file that only the user may use, or name of a Windows pipe. */
  readonly address: string;
  /** Port of this machine's loopback, with the word that a client has to know. */
  readonly port?: number | undefined;
  readonly token?: string | undefined;
}

const record: z.ZodType<DaemonRecord> = z.object({
  pid: z.int().positive(),
  version: z.string(),
  address: z.string(),
  port: z.int().optional(),
  token: z.string().optional(),
});

/** The folder of the daemon's files, in the state folder whose indexes it serves. */
export function daemonFolder(place: string): string {
  return join(place, "daemon");
}

const recordIn = (place: string): string => join(daemonFolder(place), "daemon.json");

/** Bytes of the path of a Unix socket: 104 on macOS, 108 on Linux, the end mark among them. */
const longestAddress = 100;

/** A folder of the user's own for a socket whose path would be too long. @throws IsovecError when it is somebody else's */
function privateFolder(): string {
  const { uid } = userInfo();
  const folder = process.env["XDG_RUNTIME_DIR"] ?? join(tmpdir(), `isovec-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = lstatSync(folder);
  if (owner === uid && (mode & 0o077) === 0) return folder;
  throw new IsovecError("IndexUnavailable", `The folder ${folder} is open to others.`, {
    remedy: "Name a state folder with a short path by --state, or remove that folder.",
  });
}

/** Where the daemon of a state folder listens. */
export function daemonAddress(place: string): string {
  const name = `isovec-${createHash("sha256").update(place).digest("hex").slice(0, 16)}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  const within = join(daemonFolder(place), "socket");
  return Buffer.byteLength(within) <= longestAddress ? within : join(privateFolder(), `${name}.sock`);
}

/** The daemon that says to run over a state folder. A killed one leaves its word behind: connecting shows. */
export function readDaemonRecord(place: string): DaemonRecord | undefined {
  try {
    return record.parse(JSON.parse(readFileSync(recordIn(place), "utf8")));
  } catch {
    return undefined;
  }
}

export function writeDaemonRecord(place: string, said: DaemonRecord): void {
  const file = recordIn(place);
  writeFileSync(`${file}.new`, JSON.stringify(said), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeDaemonRecord(place: string): void {
  rmSync(recordIn(place), { force: true });
}
