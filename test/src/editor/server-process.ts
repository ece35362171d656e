import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
  /** Absolute paths of the files that it has mapped into its memory. */
  readonly libraries: readonly string[];
}

/** Every process that runs somewhere below another one. Linux only, as is code-server. */
export function processesBelow(ancestor: number): Process[] {
  const processes = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readProcess(name) : []));
  const parents = new Map(processes.map(({ id, parent }) => [id, parent]));
  const isBelow = (id: number | undefined): boolean =>
    id !== undefined && (id === ancestor || isBelow(parents.get(id)));
  return processes.filter(({ id }) => isBelow(id));
}

/** The process id of the Isovec server that runs somewhere below another process. */
export function findServerProcess(ancestor: number): number | undefined {
  return processesBelow(ancestor).find(({ command }) => command.includes("/bin/isovec.mjs"))?.id;
}

function readProcess(id: string): Process[] {
  try {
    const status = readFileSync(`/proc/${id}/stat`, "utf8");
    // The name in parentheses may hold anything; the state and the parent follow its last parenthesis.
    const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
    const maps = readFileSync(`/proc/${id}/maps`, "utf8");
    const libraries = [...new Set([...maps.matchAll(/ (\/.+)$/gm)].map(([, path = ""]) => path))];
    return [{ id: Number(id), parent, command: readFileSync(`/proc/${id}/cmdline`, "utf8"), libraries }];
  } catch {
    // It has ended since the folder was listed, or belongs to somebody else.
    return [];
  }
}
