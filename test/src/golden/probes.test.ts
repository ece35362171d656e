import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import {
  assertProbesPassed,
  createEmbedder,
  createTokenizer,
  formatProbeSet,
  type ModelCard,
  makeProbes,
  type ProbeSet,
  ProvenEmbedder,
  parseProbeSet,
  readModel,
  runProbes,
  type TextEmbedder,
  type TextTokenizer,
  type TokenBackend,
} from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel } from "../repository.ts";
import { testCache } from "../run-isovec.ts";

/** A pipeline with one thing done wrong, over the real engine and real weights. */
interface Wrong {
  readonly card?: (card: ModelCard) => ModelCard;
  readonly ids?: (ids: Int32Array, long: boolean) => Int32Array;
  readonly text?: (text: string) => string;
  readonly backend?: (backend: TokenBackend) => TokenBackend;
  readonly embedder?: (embedder: TextEmbedder) => TextEmbedder;
}

function withMode(mode: "cls" | "max" | "lasttoken") {
  return (card: ModelCard): ModelCard => ({
    ...card,
    steps: [{ kind: "pooling", modes: [mode], includePrompt: true }, { kind: "normalize" }],
  });
}

describe("probes", () => {
  let card: ModelCard;
  let tokenizer: TextTokenizer;
  let backend: TokenBackend;
  let set: ProbeSet;
  beforeAll(async () => {
    card = await readModel(bundledModel);
    tokenizer = createTokenizer(card);
    const loaded = await findBackend("onnx").load(card, {
      cacheDirectory: join(testCache, "isovec", "models"),
    });
    if (loaded.input !== "tokens") throw new Error("the ONNX engine takes token ids");
    backend = loaded;
    set = await makeProbes({ card, tokenizer, backend });
  });
  afterAll(() => backend.dispose());

  function embedderOf(wrong: Wrong): TextEmbedder {
    const changed: TextTokenizer = {
      maxTokens: tokenizer.maxTokens,
      padId: tokenizer.padId,
      tokenize: (text, prompt) => {
        const tokenized = tokenizer.tokenize(wrong.text?.(text) ?? text, prompt);
        const ids = wrong.ids?.(tokenized.ids, tokenized.truncated) ?? tokenized.ids;
        return { ...tokenized, ids };
      },
      windows: () => [],
      spell: () => [],
    };
    const embedder = createEmbedder({
      card: wrong.card?.(card) ?? card,
      tokenizer: changed,
      backend: wrong.backend?.(backend) ?? backend,
    });
    return wrong.embedder?.(embedder) ?? embedder;
  }

  /** The long probe as a server feeds it that knows no limit. */
  function whole(): Int32Array {
    const text = set.probes.find(({ kind }) => kind === "long")?.text ?? "";
    return createTokenizer({ ...card, maxTokens: 512 }).tokenize(text).ids;
  }

  /** Its batches come back with the first row last. */
  const turned = (own: TextEmbedder): TextEmbedder => ({
    ...own,
    embed: async (texts, options) => {
      const embeddings = await own.embed(texts, options);
      const rows = embeddings.vectors;
      const first = rows.slice(0, embeddings.dimensions);
      rows.copyWithin(0, embeddings.dimensions);
      rows.set(first, rows.length - first.length);
      return embeddings;
    },
  });

  it("are passed by the right pipeline, by a wide margin", async () => {
    const report = await runProbes(embedderOf({}), set);
    expect(report).toMatchObject({ passed: true, tolerance: 2e-5 });
    expect(report.largest).toBeLessThan(1e-12);
    expect(report).not.toHaveProperty("cause");
  });

  it("survive being written down", async () => {
    const again = parseProbeSet(JSON.parse(formatProbeSet(set)), "probes.json");
    expect(again).toEqual(set);
    expect(() =>
      parseProbeSet({ ...JSON.parse(formatProbeSet(set)), probes: [] }, "probes.json"),
    ).toThrowError(/probes\.json: probes/);
  });

  it.each<[string, Wrong, RegExp]>([
    [
      "no special tokens",
      { ids: (ids) => ids.slice(1, -1) },
      /^the special tokens around the text are missing$/,
    ],
    ["no CLS", { ids: (ids) => ids.slice(1) }, /^the first special token is missing$/],
    ["no SEP", { ids: (ids) => ids.slice(0, -1) }, /^the closing special token is missing$/],
    ["doubled special tokens", { ids: (ids) => Int32Array.of(101, ...ids, 102) }, /twice/],
    [
      "CLS pooling",
      { card: withMode("cls") },
      /^it pools the first token's state, where the model pools the mean/,
    ],
    ["max pooling", { card: withMode("max") }, /^it pools the largest value/],
    ["last-token pooling", { card: withMode("lasttoken") }, /^it pools the last token's state/],
    [
      "no special tokens and CLS pooling",
      { card: withMode("cls"), ids: (ids) => ids.slice(1, -1) },
      /^the special tokens around the text are missing, and it pools the first token/,
    ],
    [
      "texts cut at 128",
      { ids: (ids) => (ids.length > 128 ? Int32Array.of(...ids.slice(0, 127), 102) : ids) },
      /^texts are cut at 128 tokens, where the model reads 256$/,
    ],
    [
      "texts that are not cut",
      {
        ids: (ids, truncated) => (truncated ? whole() : ids),
      },
      /^texts are not cut at 256 tokens/,
    ],
    [
      "SEP lost on truncation",
      { ids: (ids, truncated) => (truncated ? Int32Array.of(...ids.slice(0, -1), 5055) : ids) },
      /long texts|closing special token/,
    ],
    [
      "accents kept",
      { text: (text) => text.replaceAll("ï", "i\u0001").replaceAll("é", "\u4e00") },
      /tokenizer treats case, accents/,
    ],
    ["no normalisation", { card: (own) => ({ ...own, steps: own.steps.slice(0, 1) }) }, /not normalised/],
    [
      "other weights",
      { ids: (ids) => ids.map((id) => (id > 1000 ? 1000 + ((id * 7) % 20000) : id)) },
      /other weights or another model/,
    ],
    ["rows in another order", { embedder: turned }, /^it answers a batch in another order$/],
  ])("name %s", async (_what, wrong, cause) => {
    const embedder = embedderOf(wrong);
    const report = await runProbes(embedder, set);
    expect(report.passed).toBe(false);
    expect(report.cause).toMatch(cause);
    expect(() => assertProbesPassed(embedder, report)).toThrowError(
      expect.objectContaining({
        name: "ProbeFailed",
        message: expect.stringMatching(/^The engine onnx \(cpu\)/),
      }),
    );
  });

  it("hold single texts against the reference at once, and batches before the first of them", async () => {
    const passes: number[] = [];
    const counted = (own: TextEmbedder): TextEmbedder => ({
      ...own,
      embed: async (texts, options) => {
        passes.push(texts.length);
        return own.embed(texts, options);
      },
    });
    const proven = await ProvenEmbedder.of(embedderOf({ embedder: counted }), set);
    const alone = set.probes.map(() => 1);
    expect(passes).toEqual(alone);
    await proven.embed(["a question"], { role: "query" });
    await Promise.all([1, 2].map(() => proven.embed(["a", "b"], { role: "document" })));
    expect(passes).toEqual([...alone, 1, set.probes.length - 1, 2, 2]);
  });

  it("refuse the batches of an engine that is right with single texts only", async () => {
    const proven = await ProvenEmbedder.of(embedderOf({ embedder: turned }), set);
    expect((await proven.embed(["a"], { role: "query" })).vectors).toHaveLength(384);
    const refused = {
      name: "ProbeFailed",
      message: expect.stringMatching(/answers a batch in another order/),
    };
    await expect(proven.embed(["a", "b"], { role: "document" })).rejects.toMatchObject(refused);
    await expect(proven.proveBatches()).rejects.toMatchObject(refused);
  });

  it("name values that are not finite", async () => {
    const broken: TokenBackend = {
      input: "tokens",
      specificationVersion: 1,
      id: "onnx",
      capabilities: backend.capabilities,
      dispose: async () => undefined,
      forward: async ({ inputIds }) => ({
        kind: "states",
        values: new Float32Array(inputIds.length * 384).fill(Number.NaN),
        hidden: 384,
      }),
    };
    const report = await runProbes(embedderOf({ backend: () => broken }), set);
    expect(report).toMatchObject({ passed: false, cause: "it gives values that are not finite" });
  });
});
