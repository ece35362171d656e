import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Libsql from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

const fileCount = 600;

/** Built by `npm run build`: a plain process cannot read TypeScript. */
const program = fileURLToPath(new URL("../../dist/index/testing/refresh-process.js", import.meta.url));

describe("an index that is killed, damaged or shared", () => {
  let workspace: Workspace;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    workspace = new Workspace();
    for (let n = 0; n < fileCount; n++) {
      workspace.write(`src/part${n % 20}/file${n}.ts`, `export const value${n} = compute(${n});\n`, 60 + n);
    }
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    workspace[Symbol.dispose]();
  });

  const start = (callMs: number) => {
    const child = spawn(process.execPath, [program, workspace.root, workspace.state, String(callMs)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    return { child, exited: once(child, "exit"), lines: createInterface({ input: child.stdout }) };
  };
  const run = async (callMs: number) => {
    let last = "{}";
    for await (const line of start(callMs).lines) last = line;
    return JSON.parse(last);
  };
  const open = (embedder = new TestingEmbedder(), notices: string[] = []) =>
    openCodeIndex({
      root: workspace.root,
      stateDirectory: workspace.state,
      vectorSpace: testingSpace(),
      embedder,
      onNotice: (sentence) => notices.push(sentence),
    });
  const answers = async (index: CodeIndex) => {
    const queries = ["value17", "compute 300", "part3 file", "export value599"];
    return Promise.all(queries.map((query) => index.search({ query, limit: 20, mode: "hybrid" })));
  };

  it("loses nothing when killed, at whatever moment, and then answers as a clean build does", async () => {
    for (const delayMs of [0, 30, 120, 160]) {
      const { child, exited, lines } = start(100);
      await once(lines, "line");
      await setTimeout(delayMs);
      child.kill("SIGKILL");
      await exited;
    }
    const { child, exited, lines } = start(100);
    let stored = 0;
    for await (const line of lines) {
      const { phase, embedded, pending } = JSON.parse(line);
      if (phase !== "embedding" || embedded < 64) continue;
      stored = fileCount - pending + embedded;
      child.kill("SIGKILL");
      break;
    }
    expect(stored).toBeGreaterThan(0);
    expect(await exited).toEqual([null, "SIGKILL"]);

    const embedder = new TestingEmbedder();
    const since = performance.now();
    const index = await open(embedder);
    expect(index.status()).toMatchObject({ files: fileCount, chunks: fileCount });
    expect(index.status().embedded).toBeGreaterThanOrEqual(stored);
    expect(performance.now() - since).toBeLessThan(2_000);
    const { embedded } = index.status();
    expect(await index.refresh()).toMatchObject({ files: fileCount, embedded: fileCount - embedded });
    expect(embedder.documents).toHaveLength(fileCount - embedded);

    const clean = await openCodeIndex({
      root: workspace.root,
      stateDirectory: `${workspace.state}-clean`,
      vectorSpace: testingSpace(),
      embedder: new TestingEmbedder(),
    });
    await clean.refresh();
    expect(await answers(index)).toEqual(await answers(clean));
    await index.close();
    await clean.close();
  });

  it("is shared by two processes, which embed every text once between them", async () => {
    const [one, two] = await Promise.all([run(15), run(15)]);
    expect(one.report).toMatchObject({ files: fileCount, chunks: fileCount, errors: [] });
    expect(two.report).toMatchObject({ files: fileCount, chunks: fileCount, errors: [] });
    const all = [...one.documents, ...two.documents];
    expect(all).toHaveLength(fileCount);
    expect(new Set(all).size).toBe(fileCount);
  });

  it("shows an open reader what another process writes", async () => {
    const reader = await open();
    await reader.refresh();
    workspace.write("src/added.ts", "export const freshlyWritten = true;\n");
    await run(0);
    for (const mode of ["lexical", "semantic", "hybrid"] as const) {
      const hits = await reader.search({ query: "freshly written", limit: 3, mode });
      expect(hits[0]?.path).toBe("src/added.ts");
    }
    expect(reader.status()).toMatchObject({ files: fileCount + 1, pending: 0 });
    await reader.close();
  });

  it("takes over at once what a killed process was embedding", async () => {
    const { child, exited, lines } = start(60_000);
    for await (const line of lines) if (JSON.parse(line).phase === "embedding") break;
    await setTimeout(200);
    child.kill("SIGKILL");
    await exited;
    const index = await open();
    const { seconds, embedded } = await index.refresh();
    expect(embedded).toBe(fileCount);
    expect(seconds).toBeLessThan(30);
    await index.close();
  });

  const databaseFile = () => join(workspace.state, "index.sqlite");
  const damages: Readonly<Record<string, () => void>> = {
    "something else": () => writeFileSync(databaseFile(), "not a database ".repeat(1_000)),
    "cut off": () => truncateSync(databaseFile(), 8_192),
    "overwritten in the middle": () => {
      const bytes = readFileSync(databaseFile());
      bytes.fill(0xa5, 4_096, bytes.length);
      writeFileSync(databaseFile(), bytes);
    },
  };
  it.each(Object.keys(damages))(
    "is moved aside and built anew when the file is %s, and says so",
    async (what) => {
      await run(0);
      damages[what]?.();
      const notices: string[] = [];
      const index = await open(new TestingEmbedder(), notices);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain(databaseFile());
      expect(readdirSync(workspace.state)).toContain("index.damaged.sqlite");
      expect(await index.refresh()).toMatchObject({ files: fileCount, embedded: fileCount });
      await index.close();
    },
  );

  it("that turns out to be damaged in use says what to do, which then helps", async () => {
    await run(0);
    const size = statSync(databaseFile()).size;
    const bytes = readFileSync(databaseFile());
    bytes.fill(0xa5, Math.floor(size / 2));
    writeFileSync(databaseFile(), bytes);
    const notices: string[] = [];
    let index = await open(new TestingEmbedder(), notices);
    if (notices.length === 0) {
      workspace.write("src/changed.ts", "export const value = 1;\n");
      await expect(index.refresh().then(() => answers(index))).rejects.toMatchObject({
        name: "IndexUnavailable",
        message: expect.stringContaining(databaseFile()),
        remedy: expect.stringContaining("Start again"),
      });
      await index.close();
      index = await open(new TestingEmbedder(), notices);
    }
    expect(notices).toHaveLength(1);
    expect(await index.refresh()).toMatchObject({ embedded: expect.any(Number), errors: [] });
    await answers(index);
    await index.close();
  });

  it("of a newer format or of another program is left alone", async () => {
    await (await open()).close();
    const newer = new Libsql(databaseFile());
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    await expect(open()).rejects.toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringContaining("newer Isovec"),
    });
    const foreign = new Libsql(databaseFile());
    foreign.exec("PRAGMA user_version = 0");
    foreign.close();
    await expect(open()).rejects.toMatchObject({
      message: expect.stringContaining("not an index of Isovec"),
    });
  });
});
