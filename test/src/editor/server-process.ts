import { readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/** The process id of the Isovec server that runs somewhere below another process. Linux only, as is code-server. */
export function findServerProcess(ancestor: number): number | undefined {
  const processes = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readProcess(name) : []));
  const parents = new Map(processes.map(({ id, parent }) => [id, parent]));
  const isBelow = (id: number | undefined): boolean =>
    id !== undefined && (id === ancestor || isBelow(parents.get(id)));
  return processes.find(({ id, command }) => command.includes("/bin/isovec.mjs") && isBelow(id))?.id;
}

function readProcess(id: string): Process[] {
  try {
    const status = readFileSync(`/proc/${id}/stat`, "utf8");
    // The name in parentheses may hold anything; the state and the parent follow its last parenthesis.
    const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
    return [{ id: Number(id), parent, command: readFileSync(`/proc/${id}/cmdline`, "utf8") }];
  } catch {
    // It has ended since the folder was listed.
    return [];
  }
}
