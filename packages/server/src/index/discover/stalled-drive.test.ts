import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StructureChunker } from "../chunk/structure-chunker.ts";
import { prepareStateDirectory } from "../state-directory.ts";
import { IndexStore } from "../store/index-store.ts";
import { TestingEmbedder, testingSpace } from "../testing/testing-embedder.ts";
import { Workspace } from "../testing/workspace.ts";
import { WorkspaceIndex } from "../workspace-index.ts";
import { DiskFolder } from "./disk-folder.ts";
import { Patience } from "./patience.ts";

const parserProgram = new URL("../../../dist/index/chunk/parsing/parser-program.js", import.meta.url);
const program = fileURLToPath(new URL("../testing/stalling-drive.py", import.meta.url));

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return spawnSync("unshare", ["--mount", "python3", "--version"]).status === 0;
}

const isPossible = canMount();
const unless = isPossible ? "" : " (skipped: needs Linux, python3, /dev/fuse and the right to mount)";

describe.runIf(isPossible)(`a drive that stops answering${unless}`, () => {
  let workspace: Workspace;
  let drive: ChildProcess;
  let lines: Interface;
  let index: WorkspaceIndex;

  /** Tells the drive, and waits until it has heard. */
  const tell = async (word: "stall" | "stall-reads" | "go"): Promise<void> => {
    const heard = once(lines, "line");
    drive.stdin?.write(`${word}\n`);
    expect(await heard).toEqual([word]);
  };

  beforeEach(async () => {
    workspace = new Workspace();
    prepareStateDirectory(workspace.state);
    drive = spawn("python3", [program, workspace.root], { stdio: ["pipe", "pipe", "inherit"] });
    lines = createInterface({ input: drive.stdout ?? process.stdin });
    expect(await once(lines, "line")).toEqual(["mounted"]);
    index = new WorkspaceIndex({
      root: workspace.root,
      files: new DiskFolder(workspace.root, new Patience(workspace.root, 300)),
      store: await IndexStore.open(workspace.state, testingSpace(), () => undefined),
      // The parsers read what they parse; one that hangs is ended.
      chunker: new StructureChunker(256, { program: parserProgram, limitMs: 2_000 }),
      vectorSpace: testingSpace(),
      embedder: async () => new TestingEmbedder(),
    });
  });
  afterEach(async () => {
    const ended = once(drive, "exit");
    drive.stdin?.write("end\n");
    await ended;
    await index.close();
    workspace[Symbol.dispose]();
  });

  it("stalls while its files are read, and is read when it is back", async () => {
    await tell("stall-reads");
    const refused = expect(index.refresh()).rejects.toMatchObject({ name: "Timeout" });
    const search = () => index.search({ query: "answer", limit: 1, mode: "hybrid" });
    expect(await search()).toEqual([]);
    await refused;
    expect(await search()).toEqual([]);
    await tell("go");
    await expect
      .poll(() => index.refresh().catch((error: Error) => error.name), { timeout: 20_000 })
      .toMatchObject({ files: 2 });
    expect(await search()).toMatchObject([{ path: "answer.ts" }]);
  });

  it("does not stop search, loses nothing of the index, and is followed again when it is back", async () => {
    expect(await index.refresh()).toMatchObject({ files: 2, errors: [] });
    await tell("stall");
    let isOver = false;
    const refresh = index.refresh().finally(() => {
      isOver = true;
    });
    const refused = expect(refresh).rejects.toMatchObject({
      name: "Timeout",
      message: expect.stringContaining(workspace.root),
      remedy: expect.stringContaining("can be searched"),
    });
    const search = () => index.search({ query: "answer", limit: 1, mode: "hybrid" });
    expect(await search()).toMatchObject([{ path: "answer.ts" }]);
    expect(isOver).toBe(false);
    await refused;
    // The call is still out: the next one is not even made.
    await expect(index.refresh()).rejects.toMatchObject({ name: "Timeout" });
    expect(await search()).toMatchObject([{ path: "answer.ts" }]);
    expect(index.status()).toMatchObject({ state: "failed", files: 2 });

    await tell("go");
    await expect
      .poll(() => index.refresh().catch((error: Error) => error.name), { timeout: 20_000 })
      .toMatchObject({ files: 2, embedded: 0 });
  });
});
