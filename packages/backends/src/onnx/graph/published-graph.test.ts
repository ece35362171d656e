import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
// Built: the session's process is a built file.
import { findBackend } from "@isovec/backends";
import {
  createEmbedder,
  createTokenizer,
  type EmbeddingBackend,
  type ModelCard,
  readModel,
  vectorSpaceOf,
} from "@isovec/core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { temporaryFolder } from "../../../test/workspace.ts";
import { convertToOnnx } from "../../convert/index.ts";
import { GraphBuilder } from "../../convert/onnx/graph-builder.ts";
import { writeOnnx } from "../../convert/onnx/write-onnx.ts";

const texts = ["how are passwords hashed", "a turtle", "const answer = 42;"];

/** A graph over a table of token vectors, `[30522, 24]`, that a test finishes. */
async function writeGraph(folder: string, finish: (graph: GraphBuilder) => void): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  const graph = new GraphBuilder({ inputType: "int64" });
  const shape = ["batch", "sequence"];
  for (const name of ["input_ids", "attention_mask"]) graph.input(name, shape);
  const table = Float32Array.from({ length: 30522 * 24 }, (_, index) => Math.sin(index));
  graph.weight({ name: "table", shape: [30522, 24], read: async () => table });
  graph.node("words", "Gather", ["table", "input_ids.int32"]);
  finish(graph);
  await writeOnnx(graph, {
    graph: join(folder, "onnx/model.onnx"),
    weights: join(folder, "onnx/model.onnx_data"),
  });
}

describe("a graph that is run as it was published", () => {
  let small: string;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "isovec-backends-"));
    small = join(folder, "small");
    await convertToOnnx(await writeSmallModel(small), join(small, "onnx"), { inputType: "int64" });
    return () => rm(folder, { recursive: true });
  });

  /** A copy of the small model and its graph, with int64 inputs, under a model_type that nobody knows. */
  async function unknownModel(): Promise<string> {
    const folder = join(await temporaryFolder(), "model");
    await cp(small, folder, { recursive: true });
    const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
    await writeFile(join(folder, "config.json"), JSON.stringify({ ...config, model_type: "novelty" }));
    return folder;
  }

  async function loadFrom(
    folder: string,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly card: ModelCard; readonly backend: EmbeddingBackend }> {
    const provider = findBackend("onnx");
    const load = { cacheDirectory: await temporaryFolder(), options };
    const given = await readModel(folder);
    const card = (await provider.modelFor?.(given, load)) ?? given;
    const backend = await provider.load(card, load);
    onTestFinished(() => backend.dispose());
    return { card, backend };
  }

  async function vectorsOf(folder: string): Promise<Float32Array> {
    const { card, backend } = await loadFrom(folder);
    const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
    return (await embedder.embed(texts, { role: "document" })).vectors;
  }

  it("gives the vectors of the checkpoint that it came from", async () => {
    const converted = await vectorsOf(small);
    expect(await vectorsOf(await unknownModel())).toEqual(converted);
  });

  it("is a space of its own, which nothing vouches for", async () => {
    const folder = await unknownModel();
    const { card, backend } = await loadFrom(folder);
    expect(backend.capabilities.numeric).toBe("unproven");
    const space = vectorSpaceOf(card, backend.capabilities.numeric);
    expect(space).toEqual(vectorSpaceOf(card));
    expect(space.numeric).toBe("unproven");
    expect(space.id).not.toBe(vectorSpaceOf(await readModel(folder)).id);
  });

  it("needs no checkpoint beside it", async () => {
    const folder = await unknownModel();
    await rm(join(folder, "model.safetensors"));
    const { card } = await loadFrom(folder);
    expect(card.weightsFile).toBe(join(folder, "onnx/model.onnx"));
    await writeFile(join(folder, "onnx/model.onnx_data"), "");
    await expect(loadFrom(folder)).rejects.toThrow(/end outside of model\.onnx_data/);
  });

  it("is the checkpoint's model where that can be converted, and is then held against it", async () => {
    const { card, backend } = await loadFrom(small, { graph: "onnx/model.onnx" });
    expect(card.weightsFile).toBe(join(small, "model.safetensors"));
    expect(backend.capabilities.numeric).toBe("exact");
  });

  it("may give finished vectors", async () => {
    const folder = await unknownModel();
    await writeGraph(folder, (graph) => {
      graph.node("mask", "Cast", ["attention_mask.int32"], { attributes: { to: 1 } });
      graph.node("column", "Unsqueeze", ["mask", graph.integers(2)]);
      graph.node("masked", "Mul", ["words", "column"]);
      graph.node("sum", "ReduceSum", ["masked", graph.integers(1)], {
        attributes: { keepdims: 0 },
      });
      graph.output(graph.node("sentence_embedding", "LpNormalization", ["sum"]), ["batch", 24]);
    });
    const { card, backend } = await loadFrom(folder);
    expect(backend.capabilities.output).toBe("vectors");
    const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
    const { vectors } = await embedder.embed(["a turtle"], { role: "document" });
    expect(vectors.reduce((sum, component) => sum + component ** 2, 0)).toBeCloseTo(1, 5);
  });

  it.each<readonly [string, string, (graph: GraphBuilder) => void, RegExp]>([
    [
      "mixes the texts of a batch",
      "ProbeFailed",
      (graph) => {
        graph.node("mean", "ReduceMean", ["words", graph.integers(0, 1)]);
        graph.output(graph.node("last_hidden_state", "Add", ["words", "mean"]), ["batch", "sequence", 24]);
      },
      /changes by .* with the texts beside it/,
    ],
    [
      "gives one vector for everything",
      "ProbeFailed",
      (graph) => {
        graph.node("nothing", "Sub", ["words", "words"]);
        graph.node("one", "Cos", ["nothing"]);
        graph.output(graph.node("last_hidden_state", "Identity", ["one"]), ["batch", "sequence", 24]);
      },
      /gives all texts the same vector/,
    ],
    [
      "gives another width than config.json says",
      "ModelCorrupt",
      (graph) => {
        graph.node("wide", "Concat", ["words", "words"], { attributes: { axis: 2 } });
        graph.output(graph.node("last_hidden_state", "Identity", ["wide"]), ["batch", "sequence", 48]);
      },
      /token states of 48 components, where the model's files say 24/,
    ],
    [
      "gives what is not finite",
      "NonFinite",
      (graph) => {
        graph.node("nothing", "Sub", ["words", "words"]);
        graph.output(graph.node("last_hidden_state", "Div", ["words", "nothing"]), ["batch", "sequence", 24]);
      },
      /gave NaN/,
    ],
    [
      "must be fed something else",
      "BackendUnavailable",
      (graph) => {
        graph.input("pixel_values", ["batch", "sequence"]);
        graph.output(graph.node("last_hidden_state", "Identity", ["words"]), ["batch", "sequence", 24]);
      },
      /must be fed "pixel_values"/,
    ],
    [
      "gives something else",
      "BackendUnavailable",
      (graph) => graph.output(graph.node("logits", "Identity", ["words"]), ["batch", "sequence", 24]),
      /gives "logits", none of which/,
    ],
  ])("is refused when it %s", async (_what, name, finish, message) => {
    const folder = await unknownModel();
    await writeGraph(folder, finish);
    await expect(loadFrom(folder)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it.each([
    ["a path out of the folder", { graph: "../model.onnx" }, /"\.\.\/model\.onnx", outside/],
    ["a graph that is not there", { graph: "onnx/other.onnx" }, /has no onnx\/other\.onnx/],
    ["a file that is no graph", { graph: "config.json" }, /backendOptions\.graph is "config\.json"/],
    ["an unknown option", { grpah: "x" }, /onnx has no option "grpah"/],
  ])("refuses %s", async (_what, options, message) => {
    await expect(loadFrom(small, options)).rejects.toThrow(message);
  });

  it("follows no link out of the folder", async () => {
    const folder = await unknownModel();
    await rename(join(folder, "onnx/model.onnx_data"), join(folder, "../weights"));
    await symlink("../../weights", join(folder, "onnx/model.onnx_data"));
    await expect(loadFrom(folder)).rejects.toThrow(/model\.onnx_data is a link that leads out/);
  });

  it("names the way out where there is no graph", async () => {
    const folder = await unknownModel();
    await rm(join(folder, "onnx"), { recursive: true });
    await expect(loadFrom(folder)).rejects.toMatchObject({
      message: expect.stringMatching(/model_type novelty/),
      remedy: expect.stringMatching(/bert.*onnx\/model\.onnx/),
    });
  });
});
