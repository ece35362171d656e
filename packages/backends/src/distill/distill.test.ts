import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import { distillWithReference } from "@isovec/backends/distill";
import { createTokenizer, readModel, vectorSpaceOf } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel, testCache } from "../../test/subject.ts";
import { principalComponents, project } from "./principal-components.ts";

describe("principal components", () => {
  it("find the direction along which rows vary, whatever their mean", () => {
    const rows = Float32Array.from([-2, -1, 0, 1, 2].flatMap((t) => [10 + 3 * t, -5 + 4 * t, 7]));
    const components = principalComponents(rows, 3, 1);
    for (const [i, value] of [0.6, 0.8, 0].entries()) expect(components[i]).toBeCloseTo(value, 10);
    expect([...project(rows, 3, components)].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      -10, -5, 0, 5, 10,
    ]);
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
