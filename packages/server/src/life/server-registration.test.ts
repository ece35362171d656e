import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registeredServers, ServerRegistration } from "./server-registration.ts";

describe("the servers of a state folder", () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), "isovec-servers-"));
  });
  afterEach(() => rmSync(place, { recursive: true }));
  const presence = { version: "1.2.3", folders: ["/work"], model: "m", backend: "onnx", device: "cpu" };
  const file = (pid: number) => join(place, "servers", `${pid}.json`);

  it("are those that have said so and run", () => {
    expect(registeredServers(place)).toEqual([]);
    const registration = new ServerRegistration();
    registration.write(place, { version: "1.2.3", folders: [] });
    registration.write(place, presence);
    expect(registeredServers(place)).toMatchObject([{ pid: process.pid, ...presence }]);
    registration.remove();
    expect(registeredServers(place)).toEqual([]);
  });

  it("are not those that were killed, nor what else lies there", () => {
    new ServerRegistration().write(place, presence);
    const own = JSON.parse(readFileSync(file(process.pid), "utf8"));
    const ended = spawnSync(process.execPath, ["-e", "0"]).pid;
    writeFileSync(file(ended), JSON.stringify({ ...own, pid: ended }));
    writeFileSync(file(1), "half a fil");
    expect(registeredServers(place).map(({ pid }) => pid)).toEqual([process.pid]);
    expect(readdirSync(join(place, "servers"))).toEqual([`${process.pid}.json`]);
  });

  it.skipIf(process.platform !== "linux")("are not another process that was given the same number", () => {
    new ServerRegistration().write(place, presence);
    const own = JSON.parse(readFileSync(file(process.pid), "utf8"));
    writeFileSync(file(process.pid), JSON.stringify({ ...own, mark: "1" }));
    expect(registeredServers(place)).toEqual([]);
  });
});
