import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { stat, truncate, writeFile } from "node:fs/promises";
import { getPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PassPriority, padBatch, readModel } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
// Built: the session's process is a built file.
import { OnnxBackend } from "../../dist/onnx/onnx-backend.js";
import { OnnxSession } from "../../dist/onnx/onnx-session.js";
import { startSession } from "../../dist/onnx/start-session.js";
import { loadModel } from "../../test/built-engine.ts";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { cachedOnnx, convertToOnnx } from "../convert/index.ts";
import { parseGraphChoice } from "./graph/published-graph.ts";

const tokens = padBatch([Int32Array.of(1, 2, 3)], 0);

async function convertedGraph() {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  return convertToOnnx(await readModel(directory), join(folder, "converted"));
}

async function startedSession(graph: string): Promise<OnnxSession> {
  const session = OnnxSession.start();
  onTestFinished(() => session.stop());
  await session.load(graph, { threads: 1 });
  return session;
}

describe("the engine's process", () => {
  it("is the one that was prepared, once", async () => {
    const prepared = OnnxSession.prepare();
    expect(OnnxSession.prepare()).toBe(prepared);
    const sessions = [OnnxSession.start(), OnnxSession.start()];
    onTestFinished(async () => void (await Promise.all(sessions.map((session) => session.stop()))));
    expect(sessions[0]).toBe(prepared);
    expect(sessions[1]).not.toBe(prepared);
  });

  it("fails one request when it is killed, and the engine starts another", async () => {
    const { graph } = await convertedGraph();
    const session = await startedSession(graph);
    const backend = new OnnxBackend(session, { vocabularySize: 40 }, { name: "fp32", numeric: "exact" }, () =>
      startedSession(graph),
    );
    onTestFinished(() => backend.dispose());
    const before = await backend.forward(tokens);
    const failing = backend.forward(tokens);
    process.kill(session.processId as number, "SIGKILL");
    await expect(failing).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: true,
      message: expect.stringContaining("SIGKILL"),
    });
    expect(await backend.forward(tokens)).toEqual(before);
  });

  it("lets the editor compute first, but for the questions of a person", async () => {
    const folder = await temporaryFolder();
    const { directory } = await writeRandomBert(join(folder, "tiny"));
    const { card } = await loadModel(directory, join(folder, "cache"));
    const options = { cacheDirectory: join(folder, "cache") };
    const choice = parseGraphChoice("onnx", undefined);
    const priorityOf = async (pace: PassPriority): Promise<number> => {
      const session = await startSession(card, options, choice, "cpu", pace);
      onTestFinished(() => session.stop());
      return getPriority(session.processId);
    };
    expect(await priorityOf("interactive")).toBe(getPriority());
    expect(await priorityOf("background")).toBeGreaterThan(Math.min(getPriority(), 18));
  });

  it("verifies the files again before another process loads them", async () => {
    const folder = await temporaryFolder();
    const { directory } = await writeRandomBert(join(folder, "tiny"));
    const { card, backend } = await loadModel(directory, join(folder, "cache"));
    const before = await backend.forward(tokens);
    const { weights } = await cachedOnnx(card, join(folder, "cache"));
    await writeFile(weights, new Uint8Array((await stat(weights)).size));
    const failing = backend.forward(tokens);
    process.kill((backend as OnnxBackend)["lanes"]["first"]["session"].processId as number, "SIGKILL");
    await expect(failing).rejects.toMatchObject({ retryable: true });
    expect(await backend.forward(tokens)).toEqual(before);
  });

  it("lets the caller prepare while it loads, and ends when that fails", async () => {
    const { graph } = await convertedGraph();
    const session = OnnxSession.start();
    const events: string[] = [];
    await session
      .load(graph, { threads: 1, onLoading: () => void events.push("prepared") })
      .then(() => events.push("loaded"));
    expect(events).toEqual(["prepared", "loaded"]);
    await session.stop();

    const refused = OnnxSession.start();
    const fail = (): void => {
      throw new Error("no tokenizer");
    };
    await expect(refused.load(graph, { threads: 1, onLoading: fail })).rejects.toThrowError("no tokenizer");
    expect(refused.isAlive).toBe(false);
  });

  it("refuses weights that were cut short before the runtime sees them", async () => {
    const { graph, weights } = await convertedGraph();
    await truncate(weights, 100);
    const session = OnnxSession.start();
    await expect(session.load(graph, { threads: 1 })).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(/end outside of model\.onnx_data, which has 100 bytes/),
    });
    expect(session.isAlive).toBe(false);
  });

  it("leaves the caller's event loop free during a pass", async () => {
    const { graph } = await convertedGraph();
    const session = await startedSession(graph);
    const large = padBatch(
      Array.from({ length: 4000 }, () => new Int32Array(32)),
      0,
    );
    let turns = 0;
    let running = true;
    const count = () => {
      turns += 1;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    await session.run(large);
    running = false;
    expect(turns).toBeGreaterThan(100);
  });

  it("says what to install where onnxruntime-node is missing", async () => {
    const { graph } = await convertedGraph();
    const folder = await temporaryFolder();
    const scope = join(folder, "node_modules/@isovec");
    mkdirSync(scope, { recursive: true });
    const dist = fileURLToPath(new URL("../../dist", import.meta.url));
    cpSync(dist, join(folder, "dist"), { recursive: true });
    symlinkSync(fileURLToPath(new URL("../../../core", import.meta.url)), join(scope, "core"), "junction");
    const script = `
      import { OnnxSession } from ${JSON.stringify(join(folder, "dist/onnx/onnx-session.js"))};
      await OnnxSession.start().load(${JSON.stringify(graph)}, { threads: 1 }).catch((error) => console.log(error.name, error.message, error.remedy));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toMatch(
      /^BackendUnavailable onnxruntime-node cannot be loaded: .* Install it with `npm install onnxruntime-node`/s,
    );
  });

  it("ends with the process that owns it", async () => {
    const { graph } = await convertedGraph();
    const module = fileURLToPath(new URL("../../dist/onnx/onnx-session.js", import.meta.url));
    const script = `
      import { OnnxSession } from ${JSON.stringify(module)};
      const session = OnnxSession.start();
      await session.load(${JSON.stringify(graph)}, { threads: 1 });
      console.log(session.processId);
    `;
    // Its stdout closes when every process that holds it has ended; an idle engine does not keep its owner running.
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(status).toBe(0);
    const gone = () => {
      try {
        process.kill(Number(stdout), 0);
        return false;
      } catch {
        return true;
      }
    };
    await expect.poll(gone, { timeout: 10_000 }).toBe(true);
  });
});
