import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a running server says of itself. */
export interface ServerPresence {
  readonly version: string;
  /** The editor's own name for itself. */
  readonly client?: string | undefined;
  readonly folders: readonly string[];
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
  readonly device?: string | undefined;
}

export interface RegisteredServer extends ServerPresence {
  readonly pid: number;
  readonly startedMs: number;
  /** The system's own mark of the process, where it has one: a number may be given again. */
  readonly mark?: string | undefined;
}

const registration: z.ZodType<RegisteredServer> = z.object({
  version: z.string(),
  client: z.string().optional(),
  folders: z.array(z.string()),
  model: z.string().optional(),
  backend: z.string().optional(),
  device: z.string().optional(),
  pid: z.int().positive(),
  startedMs: z.number(),
  mark: z.string().optional(),
});

function folderIn(place: string): string {
  return join(place, "servers");
}

/** When the system started a process, in its own clock. */
function markOf(pid: number): string | undefined {
  try {
    // The name in brackets may hold anything; what follows it does not.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}

function isAlive({ pid, mark }: RegisteredServer): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else's is alive all the same.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return mark === undefined || markOf(pid) === mark;
}

/** A server's file in the state folder, by which `isovec status` finds it. */
export class ServerRegistration {
  private readonly startedMs = Date.now();
  private file: string | undefined;

  /** @param place the state folder */
  write(place: string, said: ServerPresence): void {
    const file = join(folderIn(place), `${process.pid}.json`);
    const mark = markOf(process.pid);
    const content: RegisteredServer = {
      ...said,
      pid: process.pid,
      startedMs: this.startedMs,
      ...(mark !== undefined && { mark }),
    };
    try {
      if (this.file !== undefined && this.file !== file) this.remove();
      mkdirSync(folderIn(place), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      this.file = file;
    } catch {
      // A server that cannot be listed serves all the same.
    }
  }

  remove(): void {
    if (this.file !== undefined) rmSync(this.file, { force: true });
    this.file = undefined;
  }
}

/** The servers that run over a state folder. What killed ones have left is removed. */
export function registeredServers(place: string): RegisteredServer[] {
  const servers: RegisteredServer[] = [];
  let names: string[] = [];
  try {
    names = readdirSync(folderIn(place)).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
  for (const name of names) {
    const file = join(folderIn(place), name);
    try {
      const read = registration.parse(JSON.parse(readFileSync(file, "utf8")));
      if (isAlive(read)) servers.push(read);
      else rmSync(file, { force: true });
    } catch {
      rmSync(file, { force: true });
    }
  }
  return servers.sort((a, b) => a.startedMs - b.startedMs);
}
