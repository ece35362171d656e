import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import { distillWithReference } from "@isovec/backends/distill";
import { createTokenizer, readModel, type TokenBackend, vectorSpaceOf } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundledModel, testCache } from "../../test/subject.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { distillModel } from "./distill-model.ts";
import { principalComponents, project } from "./principal-components.ts";

const manyRows = Float32Array.from({ length: 4 * 1024 }, (_, index) => Math.sin(index));

describe("principal components", () => {
  it("find the direction along which rows vary, whatever their mean", async () => {
    const rows = Float32Array.from([-2, -1, 0, 1, 2].flatMap((t) => [10 + 3 * t, -5 + 4 * t, 7]));
    const components = await principalComponents(rows, 3, 1);
    for (const [i, value] of [0.6, 0.8, 0].entries()) expect(components[i]).toBeCloseTo(value, 10);
    expect([...(await project(rows, 3, components))].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      -10, -5, 0, 5, 10,
    ]);
  });
});

describe("a distillation that is cancelled", () => {
  it("leaves nothing in the cache", async () => {
    const card = await readModel(bundledModel);
    const cache = await temporaryFolder();
    const controller = new AbortController();
    const distilling = findBackend("static").modelFor?.(card, {
      cacheDirectory: cache,
      signal: controller.signal,
      onProgress: (message) => {
        if (message.startsWith("distilling")) controller.abort();
      },
    });
    await expect(distilling).rejects.toMatchObject({ name: "Cancelled" });
    expect(await readdir(join(cache, "static"))).toEqual([]);
  });

  it("ends with the pass that is under way", async () => {
    const folder = await temporaryFolder();
    const card = await readModel(bundledModel);
    const backend = await findBackend("onnx").load(card, { cacheDirectory: testCache });
    onTestFinished(() => backend.dispose());
    if (backend.input !== "tokens") throw new Error("the ONNX engine takes token ids");
    const controller = new AbortController();
    let passes = 0;
    const forward: TokenBackend["forward"] = (tokens, signal) => {
      passes += 1;
      if (passes === 3) controller.abort();
      return backend.forward(tokens, signal);
    };
    const output = join(folder, "static");
    const { signal } = controller;
    await expect(distillModel(card, { ...backend, forward }, output, { signal })).rejects.toMatchObject({
      name: "Cancelled",
    });
    expect(passes).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["the components are sought", (signal: AbortSignal) => principalComponents(manyRows, 4, 2, signal)],
    ["rows are projected", (signal: AbortSignal) => project(manyRows, 4, new Float64Array(8), signal)],
  ])("ends while %s, which lets others have their turn", async (_, work) => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(work(controller.signal)).rejects.toMatchObject({ name: "Cancelled" });
  });
});

describe("a distilled model", () => {
  let folder: string;
  beforeAll(async () => {
    const bundled = await readModel(bundledModel);
    folder = await mkdtemp(join(tmpdir(), "isovec-distill-"));
    await distillWithReference(bundled, folder, testCache, { dimensions: 64 });
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("is a model folder of its own space, that says what it is", async () => {
    const card = await readModel(folder);
    expect(card).toMatchObject({
      name: "all-MiniLM-L6-v2-static",
      architecture: "static",
      dimensions: 64,
      vocabularySize: 30522,
      maxTokens: 1_000_000,
    });
    expect(vectorSpaceOf(card).id).not.toBe(vectorSpaceOf(await readModel(bundledModel)).id);
  });

  it("splits identifiers into words and puts nothing around a text", async () => {
    const tokenizer = createTokenizer(await readModel(folder));
    const spelled = (text: string) => tokenizer.spell(tokenizer.tokenize(text).ids);
    expect(spelled("getUserName")).toEqual(["get", "user", "name"]);
    expect(spelled("HTTPServer2Go")).toEqual(["http", "server", "##2", "go"]);
    expect(spelled("snake_case")).toEqual(["snake", "_", "case"]);
    expect(spelled("")).toEqual([]);
  });

  it("is refused by an engine that runs transformers, which names the one that runs it", async () => {
    const card = await readModel(folder);
    await expect(findBackend("onnx").load(card, { cacheDirectory: testCache })).rejects.toMatchObject({
      name: "BackendUnavailable",
      remedy: expect.stringContaining("backend static"),
    });
  });
});
