import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { padBatch, readModel } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
// Built: the session's process is a built file.
import { LlamaBackend } from "../../dist/llama-cpp/llama-backend.js";
import { LlamaSession } from "../../dist/llama-cpp/llama-session.js";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { convertToGguf } from "../convert/index.ts";

const maxTokens = 32;
const tokens = padBatch([Int32Array.of(1, 2, 3)], 0);
const exact = { name: "fp32", numeric: "exact" };
const limits = { name: "tiny", vocabularySize: 40, maxTokens, hiddenSize: 24 };

async function convertedModel(input: "text" | "ids" = "ids"): Promise<string> {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  return (await convertToGguf(await readModel(directory), join(folder, "converted"), { input })).model;
}

async function startedSession(model: string, threads = 1): Promise<LlamaSession> {
  const session = LlamaSession.start();
  onTestFinished(() => session.stop());
  await session.load(model, maxTokens, threads);
  return session;
}

describe("the engine's process", () => {
  it("fails one request when it is killed, and the engine starts another", async () => {
    const model = await convertedModel();
    const session = await startedSession(model);
    const backend = new LlamaBackend(session, limits, exact, 1, () => startedSession(model));
    onTestFinished(() => backend.dispose());
    const before = await backend.forward(tokens);
    const failing = backend.forward(tokens);
    process.kill(session.processId as number, "SIGKILL");
    await expect(failing).rejects.toMatchObject({
      name: "BackendUnavailable",
      retryable: true,
      message: "The llama.cpp engine's process ended unexpectedly (SIGKILL).",
    });
    expect(await backend.forward(tokens)).toEqual(before);
  });

  it("gives the same vectors on one thread and on several, in the order of the texts", async () => {
    const model = await convertedModel();
    const texts = Array.from({ length: 20 }, (_, index) =>
      Int32Array.from({ length: 1 + ((index * 7) % maxTokens) }, (_, position) => (index + position) % 40),
    );
    const alone: number[] = [];
    const single = await startedSession(model);
    for (const text of texts) alone.push(...(await single.embed([text])));
    const several = await startedSession(model, 3);
    expect(Array.from(await several.embed(texts))).toEqual(alone);
  });

  it("refuses a file that was cut short before llama.cpp sees it", async () => {
    const model = await convertedModel();
    await truncate(model, 10_000);
    const session = LlamaSession.start();
    await expect(session.load(model, maxTokens, 1)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(
        /model-fp32\.gguf is not a valid GGUF file: tensor .* outside of the file/,
      ),
    });
    expect(session.isAlive).toBe(false);
  });

  it("says what to install where node-llama-cpp is missing", async () => {
    const model = await convertedModel();
    const folder = await temporaryFolder();
    const scope = join(folder, "node_modules/@isovec");
    mkdirSync(scope, { recursive: true });
    cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), join(folder, "dist"), { recursive: true });
    symlinkSync(fileURLToPath(new URL("../../../core", import.meta.url)), join(scope, "core"), "junction");
    const script = `
      import { LlamaSession } from ${JSON.stringify(join(folder, "dist/llama-cpp/llama-session.js"))};
      await LlamaSession.start().load(${JSON.stringify(model)}, 8, 1).catch((error) => console.log(error.name, error.message, error.remedy));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toMatch(
      /^BackendUnavailable node-llama-cpp cannot be loaded: .* Install it with `npm install node-llama-cpp`/s,
    );
  });
});
