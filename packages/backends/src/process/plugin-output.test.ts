import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { padBatch, type TextBackend, type TokenBackend } from "@isovec/core";
import { describe, expect, it } from "vitest";
import {
  batch,
  installMisbehavingPlugin,
  misbehavingEngine,
  startMisbehaving,
} from "../../test/process/misbehaving-engine.ts";

const two = padBatch([Int32Array.of(30, 31), Int32Array.of(32)], 0);

describe("what a plugin gives", () => {
  it.each(["base64", "float"])(
    "as states, in %s: a row a token, and zeros where padding stands",
    async (encoding) => {
      const { backend } = await misbehavingEngine({ capabilities: { encodings: [encoding] } });
      const output = await backend.forward(two);
      expect(output).toMatchObject({ kind: "states", hidden: 24 });
      expect([0, 1, 2, 3].map((token) => output.values[token * 24 + 23])).toEqual([30, 31, 32, 0]);
    },
  );

  it("as vectors: a row a text", async () => {
    const { backend } = await misbehavingEngine({ capabilities: { output: "vectors" } });
    const output = await backend.forward(two);
    expect(output).toMatchObject({ kind: "vectors", dimensions: 24 });
    expect(Array.from(output.values)).toEqual([...Array(24).fill(30), ...Array(24).fill(32)]);
  });

  it("as pooled rows, as wide as all of the model's poolings together", async () => {
    const plugin = await installMisbehavingPlugin();
    const modules = [{ idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" }];
    const pooling = { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" };
    await writeFile(join(plugin.directory, "modules.json"), JSON.stringify([...modules, pooling]));
    await mkdir(join(plugin.directory, "1_Pooling"));
    await writeFile(
      join(plugin.directory, "1_Pooling", "config.json"),
      JSON.stringify({
        word_embedding_dimension: 24,
        pooling_mode_cls_token: true,
        pooling_mode_mean_tokens: true,
      }),
    );
    const { loading } = startMisbehaving(plugin, { capabilities: { output: "pooled" }, poolings: 2 });
    const output = await ((await loading) as TokenBackend).forward(two);
    expect(output).toMatchObject({ kind: "pooled", dimensions: 48 });
    expect(Array.from(output.values)).toEqual([...Array(48).fill(30), ...Array(48).fill(32)]);
  });

  it("by numbers names NaN, which JSON writers make null", async () => {
    const { backend } = await misbehavingEngine({ capabilities: { encodings: ["float"] } });
    await expect(backend.forward(batch(7))).rejects.toMatchObject({
      name: "NonFinite",
      message: expect.stringContaining("gave NaN in row 0"),
    });
  });
});

describe("a plugin that takes text", () => {
  it.each([
    ["pooled", "base64"],
    ["vectors", "float"],
  ])("is given the texts and gives %s in %s", async (output, encoding) => {
    const capabilities = { input: "text", output, encodings: [encoding] };
    const { loading } = startMisbehaving(await installMisbehavingPlugin(), { capabilities });
    const backend = (await loading) as TextBackend;
    expect(backend.input).toBe("text");
    const answer = await backend.forward(["one", "", "a lone \ud800 surrogate"]);
    expect(answer).toMatchObject({ kind: output, dimensions: 24 });
    expect(Array.from(answer.values)).toEqual([3, 0, 18].flatMap((length) => Array(24).fill(length)));
  });

  it("cannot give states, for its tokens are its own", async () => {
    const { loading } = startMisbehaving(await installMisbehavingPlugin(), {
      capabilities: { input: "text" },
    });
    await expect(loading).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringContaining("result.capabilities.output"),
    });
  });
});
