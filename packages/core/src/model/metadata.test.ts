import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assertConfigBounds, assertLength } from "./config-bounds.ts";
import { readDense } from "./dense-module.ts";
import { folderFiles } from "./folder-files.ts";
import { maximumTokens } from "./maximum-tokens.ts";
import { readPooling } from "./pooling-config.ts";
import { readSteps, widthOf } from "./postprocess-steps.ts";
import { readPrompts } from "./prompts.ts";
import { readObject } from "./read-json.ts";

const stepsOf = (folder: string) =>
  readSteps(folderFiles(folder), 8, (path, width) => readDense(folder, path, width));

describe("pooling config", () => {
  const modes = (config: Record<string, unknown>) => readPooling(config, 8, "1_Pooling/config.json").modes;

  it("reads the booleans of older versions, in sentence-transformers' order", () => {
    expect(
      modes({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true, pooling_mode_max_tokens: false }),
    ).toEqual(["cls", "mean"]);
  });

  it("reads pooling_mode, one or several, in the order given, and prefers it to booleans", () => {
    expect(modes({ pooling_mode: "lasttoken", pooling_mode_mean_tokens: true })).toEqual(["lasttoken"]);
    expect(modes({ pooling_mode: ["mean", "cls"] })).toEqual(["mean", "cls"]);
  });

  it("is the mean when nothing is said", () => {
    expect(modes({ pooling_mode_cls_token: false })).toEqual(["mean"]);
  });

  it("keeps include_prompt", () => {
    expect(readPooling({ include_prompt: false }, 8, "f").includePrompt).toBe(false);
    expect(readPooling({}, 8, "f").includePrompt).toBe(true);
  });

  it("refuses an unknown mode and another model's width by name", () => {
    expect(() => modes({ pooling_mode: "median" })).toThrowError(
      /1_Pooling\/config\.json: pooling_mode "median"/,
    );
    expect(() => modes({ word_embedding_dimension: 9 })).toThrowError(
      /9 components but config\.json has hidden_size 8/,
    );
  });
});

describe("maximum tokens", () => {
  const bert = { model_type: "bert", max_position_embeddings: 512 };

  it("takes sentence_bert_config.json before tokenizer_config.json", () => {
    expect(maximumTokens({ max_seq_length: 256 }, { model_max_length: 512 }, bert)).toBe(256);
  });

  it("takes model_max_length when sentence_bert_config.json is silent", () => {
    expect(maximumTokens({}, { model_max_length: 128 }, bert)).toBe(128);
  });

  it("never exceeds the position table", () => {
    expect(
      maximumTokens(undefined, { model_max_length: 1e30 }, { ...bert, max_position_embeddings: 192 }),
    ).toBe(192);
  });

  it("leaves out the rows that RoBERTa's numbering skips", () => {
    const roberta = { model_type: "roberta", max_position_embeddings: 514, pad_token_id: 1 };
    expect(maximumTokens({ max_seq_length: 514 }, undefined, roberta)).toBe(512);
  });

  it("finds no limit in the positions that an old T5 configuration names and T5 does not have", () => {
    const t5 = { model_type: "t5", n_positions: 512 };
    expect(maximumTokens({ max_seq_length: 768 }, undefined, t5)).toBe(768);
  });
});

describe("bounds of what a configuration says", () => {
  const files = folderFiles("/models/small");
  const length = (value: unknown) => () =>
    assertLength({ model_max_length: value }, "model_max_length", files, "tokenizer_config.json");

  it("leave a length of 1e30 be, by which transformers says that there is none", () => {
    expect(length(1e30)).not.toThrow();
    expect(length(JSON.parse("1000000000000000019884624838656"))).not.toThrow();
    expect(length(null)).not.toThrow();
    expect(length(8192)).not.toThrow();
  });

  it("refuse other lengths by name", () => {
    expect(length(1e12)).toThrowError(
      /tokenizer_config\.json: model_max_length is 1000000000000, not an integer from 1 to 16777216, or 1e30/,
    );
    expect(length(0)).toThrowError(/model_max_length is 0/);
    expect(length(0.5)).toThrowError(/model_max_length is 0\.5/);
  });

  it("leave keys that are null or absent to what reads them, and name the others", () => {
    expect(() => assertConfigBounds({ sliding_window: null, type_vocab_size: 0 }, files)).not.toThrow();
    expect(() => assertConfigBounds({ num_hidden_layers: 1e9 }, files)).toThrowError(
      /config\.json: num_hidden_layers is 1000000000, not an integer from 1 to 1024/,
    );
    expect(() => assertConfigBounds({ rms_norm_eps: 0 }, files)).toThrowError(
      /rms_norm_eps is 0, not a number above 0/,
    );
  });
});

describe("prompts", () => {
  it("finds a document's prompt under its old names", () => {
    expect(readPrompts({ prompts: { query: "query: ", passage: "passage: " } })).toEqual({
      query: "query: ",
      document: "passage: ",
    });
  });

  it("falls back to default_prompt_name", () => {
    expect(
      readPrompts({ prompts: { clustering: "Cluster: " }, default_prompt_name: "clustering" }).query,
    ).toBe("Cluster: ");
  });

  it("is empty for a model that has none", () => {
    expect(readPrompts(undefined)).toEqual({ query: "", document: "" });
  });
});

describe("modules.json", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-model-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, content: unknown): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  const modules = (...types: string[]) =>
    types.map((type, idx) => ({ idx, name: `${idx}`, path: `${idx}_m`, type }));

  it("follows old and new class paths; Normalize needs no folder", async () => {
    write("1_m/config.json", { pooling_mode: ["cls", "mean"] });
    write(
      "modules.json",
      modules(
        "sentence_transformers.models.Transformer",
        "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
        "sentence_transformers.models.Normalize",
      ),
    );
    const steps = await stepsOf(folder);
    expect(steps.map((step) => step.kind)).toEqual(["pooling", "normalize"]);
    expect(widthOf(steps, 8)).toBe(16);
  });

  it("does not normalise where no module says so", async () => {
    write("1_m/config.json", {});
    write("modules.json", modules("a.Transformer", "a.Pooling"));
    expect((await stepsOf(folder)).map((step) => step.kind)).toEqual(["pooling"]);
  });

  it("is the plain mean without modules.json", async () => {
    expect(await stepsOf(folder)).toEqual([{ kind: "pooling", modes: ["mean"], includePrompt: true }]);
  });

  it("names a module it does not know", async () => {
    write("modules.json", modules("a.Transformer", "a.LSTM"));
    await expect(stepsOf(folder)).rejects.toThrowError(/modules\.json asks for the module LSTM/);
  });

  it("refuses broken JSON, a git-lfs pointer and a missing file, each by name", async () => {
    write("config.json", "{");
    await expect(readObject(folderFiles(folder), "config.json")).rejects.toThrowError(
      /config\.json is not valid JSON/,
    );
    write("config.json", "version https://git-lfs.github.com/spec/v1\noid sha256:00");
    await expect(readObject(folderFiles(folder), "config.json")).rejects.toMatchObject({
      remedy: expect.stringContaining("git lfs pull"),
    });
    await expect(readObject(folderFiles(folder), "tokenizer.json")).rejects.toThrowError(
      /has no tokenizer\.json/,
    );
  });
});
