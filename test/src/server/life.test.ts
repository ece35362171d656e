import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type IndexStatus, methods, type ServerStatus } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";
import { descendants, gone } from "./processes.ts";

/** What the issue grants: server and engines are gone by then. */
const graceMs = 5_000;

/** A client in a process of its own, that can be killed. Built. */
const clientProgram = fileURLToPath(new URL("../../dist/src/server/client-process.js", import.meta.url));

// Processes and their parents are read in /proc.
describe.skipIf(process.platform !== "linux")("the life of a server", () => {
  let workspace: SampleWorkspace;
  const clients: ChildProcess[] = [];
  beforeEach(() => {
    workspace = new SampleWorkspace();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.kill("SIGKILL");
    workspace.remove();
  });

  const ready = async (): Promise<LanguageClient> => {
    const { client } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state],
    });
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    return client;
  };
  const log = () => readFileSync(join(workspace.state, "logs", "server.log"), "utf8");
  const registered = () => readdirSync(join(workspace.state, "servers"));

  it.each<[string, NodeJS.Signals]>([
    ["is asked to by SIGTERM", "SIGTERM"],
    ["is interrupted", "SIGINT"],
    ["loses its terminal", "SIGHUP"],
  ])("ESP-LIFE-8: ends with its engine and says why in its log when it %s", async (_what, signal) => {
    const client = await ready();
    const family = descendants(client.processId);
    expect(family.length).toBeGreaterThan(0);
    expect(registered()).toEqual([`${client.processId}.json`]);
    const exit = client.exit();
    process.kill(client.processId, signal);
    expect(await exit).toEqual([0, null]);
    await gone(family, graceMs);
    expect(registered()).toEqual([]);
    expect(log()).toMatch(new RegExp(`info ${signal}\\n.*info Ends with 0\\n$`));
  });

  it("ends with its engine when its input ends", async () => {
    const client = await ready();
    const family = descendants(client.processId);
    expect(await client.vanish()).toBe(1);
    await gone(family, graceMs);
    expect(registered()).toEqual([]);
  });

  it("ESP-LIFE-8: leaves no engine behind when it is killed", async () => {
    const client = await ready();
    const family = descendants(client.processId);
    expect(family.length).toBeGreaterThan(0);
    process.kill(client.processId, "SIGKILL");
    await gone([client.processId, ...family], graceMs);
    // What it has left in the state folder is passed over and removed.
    const { stdout } = await runIsovec(["status", "--state", workspace.state, "--json"]);
    expect(JSON.parse(stdout).servers).toEqual([]);
    expect(registered()).toEqual([]);
  });

  it.each(["its pipes with it", "while a third process holds the server's pipes open"])(
    "ESP-LIFE-8: ends with its engine when its client is killed, %s",
    async (how) => {
      const holds = how.startsWith("while") ? "hold" : "let go";
      const client = spawn(process.execPath, [clientProgram, workspace.root, workspace.state, holds], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      clients.push(client);
      const [told] = (await once(client.stdout, "data")) as [Buffer];
      const { server, holder } = JSON.parse(told.toString()) as { server: number; holder?: number };
      const family = descendants(server);
      expect(family.length).toBeGreaterThan(0);
      client.kill("SIGKILL");
      try {
        await gone([server, ...family], graceMs);
      } finally {
        if (holder !== undefined) process.kill(holder, "SIGKILL");
      }
    },
  );

  it("ESP-LIFE-8: ends while it embeds a long list, within the time", async () => {
    const client = await ready();
    const family = descendants(client.processId);
    const inputs = Array.from({ length: 5_000 }, (_, n) =>
      `function number${n}() { return ${n}; }`.repeat(12),
    );
    const embedding = client.request(methods.embed, { inputs, role: "document" }).catch(() => "unanswered");
    await client.request(methods.indexStatus);
    const exit = client.exit();
    process.kill(client.processId, "SIGTERM");
    await gone([client.processId, ...family], graceMs);
    expect(await exit).toEqual([0, null]);
    client.drop();
    expect(await embedding).toBe("unanswered");
  });

  it("is shown by `isovec status`, with its index and what it holds in memory", async () => {
    const client = await ready();
    const { stdout } = await runIsovec(["status", "--state", workspace.state, "--json"]);
    const status = JSON.parse(stdout);
    expect(status.servers).toEqual([
      {
        version: expect.any(String),
        pid: client.processId,
        startedMs: expect.any(Number),
        folders: [workspace.root],
        model: "all-MiniLM-L6-v2-code",
        backend: "onnx",
        device: "cpu",
        memory: expect.any(Number),
      },
    ]);
    expect(status.servers[0].memory).toBeGreaterThan(50e6);
    const { files, chunks, embedded, vectorSpace } = await client.request<IndexStatus>(methods.indexStatus);
    expect(status.indexes).toMatchObject([
      { root: workspace.root, files, chunks, spaces: [{ id: vectorSpace, embedded }] },
    ]);
    const forPeople = await runIsovec(["status", "--state", workspace.state]);
    expect(forPeople.stdout).toContain(`process ${client.processId}, Isovec`);
    expect(forPeople.stdout).toMatch(/4 files, \d+ chunks, \d+ kB; 100 % embedded in space/);
    await client.close();
    const after = await runIsovec(["status", "--state", workspace.state]);
    expect(after.stdout).toContain("none runs");
  });

  it("keeps text of files and of questions out of its log, but for the level debug", async () => {
    const client = await ready();
    const secret = "scryptSync";
    await client.request(methods.search, { query: `where is ${secret} called` });
    await client
      .request(methods.embed, { inputs: [secret], role: "query", dimensions: 9_999 })
      .catch(() => null);
    await client.close();
    expect(log()).toMatch(/info Isovec \S+ on Node \S+ serves a client\n/);
    expect(log()).toMatch(/info Ready: all-MiniLM-L6-v2-code on onnx \(cpu\)\n/);
    expect(log()).not.toContain(secret);
    expect(log()).not.toContain("debug");

    const file = join(workspace.state, "verbose.json");
    writeFileSync(file, JSON.stringify({ logLevel: "debug" }));
    const parameters = ["--state", workspace.state, "--config", file];
    const verbose = (await LanguageClient.open(workspace.root, { parameters })).client;
    await verbose.request(methods.search, { query: `where is ${secret} called` });
    await verbose.close();
    expect(log()).toMatch(/debug search\/query took \d+\.\d ms\n/);
  });
});
