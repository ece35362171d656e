import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** A group's own limit and those of the groups around it, innermost first, up to what is mounted: `/a/b`, `/a`, `/`. */
function withAncestors(group: string): string[] {
  return group === "/" ? ["/"] : [group, ...withAncestors(posix.dirname(group))];
}

/** CPUs' worth of time; a quota that is no number above 0 (`max`, -1) is no limit. */
function share(quota: string | undefined, period: string | undefined): number {
  const cpus = Number(quota) / Number(period);
  return cpus > 0 ? cpus : Number.POSITIVE_INFINITY;
}

function shareOfGroup(folder: string): number {
  const [quota, period] = read(join(folder, "cpu.max"))?.split(" ") ?? [];
  return Math.min(
    share(quota, period),
    share(read(join(folder, "cpu.cfs_quota_us")), read(join(folder, "cpu.cfs_period_us"))),
  );
}

/**
 * How many CPUs' worth of time the container gives this process, by control groups of version 2 (`cpu.max`) or 1
 * (`cpu.cfs_quota_us`): the least of its group's and those around it. Node's `os.availableParallelism` heeds the affinity
 * only (libuv 1.46).
 * @param root of the file system
 * @returns Infinity without a limit
 */
export function cpuQuota(root = "/"): number {
  // A line is `hierarchy:controllers:group`; version 2 has no controllers.
  const lines = read(join(root, "proc/self/cgroup"))?.split("\n") ?? [];
  const groups = lines.flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (group === undefined) return [];
    if (controllers === "") return [["", group] as const, ["unified", group] as const];
    return controllers?.split(",").includes("cpu")
      ? [[controllers, group] as const, ["cpu", group] as const]
      : [];
  });
  const folders = groups.flatMap(([mount, group]) =>
    withAncestors(group).map((path) => join(root, "sys/fs/cgroup", mount, path)),
  );
  return Math.min(...folders.map(shareOfGroup));
}

/** `0-2,5` */
function numbersIn(list: string): number[] {
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Physical cores that the affinity lets this process run on: two threads of one core count once. */
function allowedCores(root: string): number | undefined {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read(join(root, "proc/self/status")) ?? "")?.[1];
  if (allowed === undefined) return undefined;
  const topology = (cpu: number) =>
    read(join(root, `sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`)) ?? `${cpu}`;
  return new Set(numbersIn(allowed).map(topology)).size;
}

/**
 * Threads that can compute at once without waiting for each other's time: a physical core each, and no more than the
 * container's quota, rounded; at least one.
 * @returns undefined where the system does not say (it is no Linux): a runtime's own count holds
 */
export function usableCores(root = "/"): number | undefined {
  const cores = allowedCores(root);
  return cores === undefined ? undefined : Math.max(1, Math.min(cores, Math.round(cpuQuota(root))));
}
