import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/workspace.ts";
import { cpuQuota, usableCores } from "./usable-cores.ts";

/** A file system's root with these files. */
async function rootWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  return root;
}

const group2 = { "proc/self/cgroup": "0::/" };
const eightThreads = Object.fromEntries(
  Array.from({ length: 8 }, (_, cpu) => [
    `sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`,
    `${cpu % 4},${(cpu % 4) + 4}`,
  ]),
);
const allowed = (list: string) => ({
  "proc/self/status": `Name:\tnode\nCpus_allowed_list:\t${list}\nThreads:\t1`,
});

describe("the container's share of the CPUs", () => {
  it.each([
    ["200000 100000", 2],
    ["50000 100000", 0.5],
    ["max 100000", Number.POSITIVE_INFINITY],
    ["rubbish", Number.POSITIVE_INFINITY],
  ])("is read from version 2's cpu.max: %s", async (text, cpus) => {
    expect(cpuQuota(await rootWith({ ...group2, "sys/fs/cgroup/cpu.max": text }))).toBe(cpus);
  });

  it("is the least of the groups around the process", async () => {
    const root = await rootWith({
      "proc/self/cgroup": "0::/user.slice/session.scope",
      "sys/fs/cgroup/user.slice/cpu.max": "150000 100000",
      "sys/fs/cgroup/user.slice/session.scope/cpu.max": "max 100000",
    });
    expect(cpuQuota(root)).toBe(1.5);
  });

  it.each([
    ["/", "cpu,cpuacct", "cpu,cpuacct"],
    // The group's name is the host's, and the container sees it as the mount's root.
    ["/docker/0123abcd", "cpu,cpuacct", "cpu,cpuacct"],
    ["/docker/0123abcd", "cpuacct,cpu", "cpu"],
  ])("is read from version 1's cpu.cfs_quota_us: group %s of %s", async (group, controllers, mount) => {
    const root = await rootWith({
      "proc/self/cgroup": `12:cpuset:/\n4:${controllers}:${group}\n0::/`,
      [`sys/fs/cgroup/${mount}/cpu.cfs_quota_us`]: "300000",
      [`sys/fs/cgroup/${mount}/cpu.cfs_period_us`]: "100000",
    });
    expect(cpuQuota(root)).toBe(3);
  });

  it("is unlimited where version 1 says -1, where nothing is mounted and where there is no /proc", async () => {
    const root = await rootWith({
      "proc/self/cgroup": "4:cpu:/",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
    });
    expect(cpuQuota(root)).toBe(Number.POSITIVE_INFINITY);
    expect(cpuQuota(await rootWith(group2))).toBe(Number.POSITIVE_INFINITY);
    expect(cpuQuota(await temporaryFolder())).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the cores that threads are worth having for", () => {
  it.each([
    ["0-7", "max 100000", 4],
    ["0-7", "200000 100000", 2],
    ["0-7", "150000 100000", 2],
    ["0-7", "10000 100000", 1],
    ["0-7", "800000 100000", 4],
    ["0,4", "max 100000", 1],
    ["1-2,6", "max 100000", 2],
  ])("four of two threads each, affinity %s, quota %s: %i", async (affinity, quota, cores) => {
    const files = { ...group2, ...eightThreads, ...allowed(affinity), "sys/fs/cgroup/cpu.max": quota };
    expect(usableCores(await rootWith(files))).toBe(cores);
  });

  it("are the CPUs themselves where the topology is hidden", async () => {
    expect(usableCores(await rootWith({ ...group2, ...allowed("0-3") }))).toBe(4);
  });

  it("are unknown where there is no /proc", async () => {
    expect(usableCores(await temporaryFolder())).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("are at least one and at most the CPUs of this machine", () => {
    expect(usableCores()).toBeGreaterThanOrEqual(1);
    expect(usableCores()).toBeLessThanOrEqual(availableParallelism());
  });
});
