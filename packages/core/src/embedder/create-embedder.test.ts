import { beforeAll, describe, expect, it } from "vitest";
import type { TextBackend, TokenBackend, TokenBatch } from "../backend/embedding-backend.ts";
import type { ModelCard, PostprocessStep } from "../model/model-card.ts";
import { longestText, longText } from "../preprocess/tokenizer/long-texts.ts";
import type { TextTokenizer } from "../preprocess/tokenizer/text-tokenizer.ts";
import { createEmbedder } from "./create-embedder.ts";
import type { TextEmbedder } from "./text-embedder.ts";

const hidden = 4;

/** One token a character, framed by 1 and 2: enough to follow every text through the pipeline. */
const tokenizer: TextTokenizer = {
  maxTokens: 12,
  padId: 0,
  tokenize: (text, prompt = "") => {
    const own = Array.from(prompt + text, (character) => character.charCodeAt(0));
    const kept = own.slice(0, 10);
    return {
      ids: Int32Array.from([1, ...kept, 2]),
      tokens: own.length + 2,
      truncated: own.length > 10,
      promptTokens: 1 + prompt.length,
    };
  },
  windows: () => [],
  spell: (ids) => Array.from(ids, String),
};

/** An engine whose state of a token is a function of its id alone, so that the expected vector is known. */
class CountingBackend implements TokenBackend {
  readonly input = "tokens";
  readonly specificationVersion = 1;
  readonly id = "counting";
  readonly capabilities = {
    output: "states",
    device: "cpu",
    dtype: "fp32",
    numeric: "exact",
    preferredBatchTokens: 24,
  } as const;
  readonly batches: TokenBatch[] = [];
  readonly priorities: (string | undefined)[] = [];
  disposed = 0;

  async forward(tokens: TokenBatch, _signal?: AbortSignal, priority?: string) {
    this.batches.push(tokens);
    this.priorities.push(priority);
    const values = new Float32Array(tokens.inputIds.length * hidden);
    for (const [index, id] of tokens.inputIds.entries()) {
      // Padding is poisoned: a vector that looks at it shows.
      const real = tokens.attentionMask[index] === 1;
      for (let i = 0; i < hidden; i++) values[index * hidden + i] = real ? id * (i + 1) : 1e30;
    }
    // "!" makes the engine fail as a broken one does.
    if (tokens.inputIds.includes(33)) values.fill(Number.NaN);
    return { kind: "states" as const, values, hidden };
  }

  async dispose(): Promise<void> {
    this.disposed += 1;
  }
}

function card(steps: readonly PostprocessStep[], prompts = { query: "", document: "" }): ModelCard {
  return {
    name: "toy",
    directory: "/toy",
    architecture: "bert",
    config: {},
    hiddenSize: hidden,
    vocabularySize: 256,
    maxTokens: 12,
    tokenizer: { definition: {}, config: {}, sha256: "" },
    prompts,
    steps,
    truncateDimensions: undefined,
    dimensions: hidden,
    weightsFile: "",
    weightsSha256: "",
    weightsFingerprint: "",
  };
}

const mean: PostprocessStep = { kind: "pooling", modes: ["mean"], includePrompt: true };

describe("the embedder", () => {
  let backend: CountingBackend;
  let embedder: TextEmbedder;
  beforeAll(() => {
    backend = new CountingBackend();
    embedder = createEmbedder({ card: card([mean]), tokenizer, backend });
  });

  const first = async (text: string, of = embedder) =>
    Array.from((await of.embed([text], { role: "document" })).vectors);

  it("returns rows in the order of the input, whatever the batches", async () => {
    const texts = ["aaaa", "b", "ccccccccc", "", "dd"];
    const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
    for (const [row, text] of texts.entries()) {
      expect(Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions))).toEqual(
        await first(text),
      );
    }
    expect(backend.batches[0]?.batch).toBeGreaterThan(1);
  });

  it("embeds the ids of a text as it embeds the text", async () => {
    const prompted = createEmbedder({
      card: card([{ ...mean, includePrompt: false }], { query: "q", document: "" }),
      tokenizer,
      backend: new CountingBackend(),
    });
    const texts = ["aaaa", "b", ""];
    for (const role of ["query", "document"] as const) {
      const lists = (await prompted.tokenize(texts, role)).map(({ ids }) => ids);
      expect(await prompted.embedIds(lists, { role })).toEqual(await prompted.embed(texts, { role }));
    }
  });

  it.each<[string, number[], string, RegExp]>([
    ["no ids", [], "InputInvalid", /Input 1 has no token ids/],
    [
      "an id beyond the vocabulary",
      [1, 256, 2],
      "InputInvalid",
      /Input 1 has the token id 256 at position 1/,
    ],
    ["a negative id", [-1], "InputInvalid", /0 to 255/],
    ["half an id", [1.5], "InputInvalid", /1\.5/],
    ["more ids than the model takes", Array(13).fill(1), "InputTooLong", /13 tokens; toy takes at most 12/],
  ])("refuses %s", async (_what, ids, name, message) => {
    await expect(embedder.embedIds([[1, 2], ids], { role: "document" })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it("lets a query go before documents, unless told otherwise", async () => {
    const backend = new CountingBackend();
    const embedder = createEmbedder({ card: card([mean]), tokenizer, backend });
    await embedder.embed(["a"], { role: "query" });
    await embedder.embed(["a"], { role: "document" });
    await embedder.embed(["a"], { role: "document", priority: "interactive" });
    expect(backend.priorities).toEqual(["interactive", "background", "interactive"]);
  });

  it("lets others have their turn while it tokenizes a long list, and heeds a cancellation then", async () => {
    const backend = new CountingBackend();
    const cancelling = new AbortController();
    const { tokenize } = tokenizer;
    let done = 0;
    const slow: TextTokenizer = {
      ...tokenizer,
      tokenize: (text, prompt) => {
        for (const since = performance.now(); performance.now() - since < 1; );
        done += 1;
        return tokenize(text, prompt);
      },
    };
    const shared = createEmbedder({ card: card([mean]), tokenizer: slow, backend });
    setImmediate(() => cancelling.abort());
    await expect(
      shared.embed(Array(200).fill("a"), { role: "document", signal: cancelling.signal }),
    ).rejects.toMatchObject({ name: "Cancelled" });
    expect(done).toBeLessThan(200);
    expect(backend.batches).toEqual([]);
  });

  it("leaves padding out of the pooling", async () => {
    const { vectors } = await embedder.embed(["a", "bbbbbbb"], { role: "document" });
    expect(vectors[0]).toBeCloseTo((1 + 97 + 2) / 3, 4);
  });

  it("reports tokens given, tokens used and truncation", async () => {
    const { usage } = await embedder.embed(["abc", "abcdefghijklmn"], { role: "document" });
    expect(usage).toEqual([
      { tokens: 5, usedTokens: 5, truncated: false },
      { tokens: 16, usedTokens: 12, truncated: true },
    ]);
  });

  it("refuses a text over the maximum when it may not be cut", async () => {
    await expect(
      embedder.embed(["a", "abcdefghijklmn"], { role: "document", truncate: false }),
    ).rejects.toMatchObject({
      name: "InputTooLong",
      message: expect.stringMatching(/Input 1 has 16 tokens/),
    });
  });

  it("leaves long texts to who tokenizes them elsewhere, and ends that with itself", async () => {
    const asked: number[] = [];
    let disposed = 0;
    const apart = createEmbedder({
      card: card([mean], { query: "q", document: "" }),
      tokenizer,
      backend: new CountingBackend(),
      longTexts: {
        tokenize: async (text, prompt) => {
          asked.push(text.length);
          return tokenizer.tokenize(text, prompt);
        },
        dispose: async () => {
          disposed += 1;
        },
      },
    });
    const [at, over] = ["a".repeat(longText), "a".repeat(longText + 1)];
    const { usage } = await apart.embed([over, at, "a"], { role: "query" });
    expect(asked).toEqual([longText + 1]);
    expect(usage.map(({ tokens }) => tokens)).toEqual([longText + 4, longText + 3, 4]);
    await apart.dispose();
    expect(disposed).toBe(1);
  });

  it("refuses a text that is too long to be tokenized, before any is", async () => {
    const texts = ["a", "a".repeat(longestText + 1)];
    const refused = {
      name: "InputTooLong",
      message: expect.stringMatching(/^Input 1 has 8388609 characters/),
    };
    await expect(embedder.embed(texts, { role: "document" })).rejects.toMatchObject(refused);
    await expect(embedder.tokenize(texts, "document")).rejects.toMatchObject(refused);
  });

  it("names the input whose vector is not finite", async () => {
    await expect(embedder.embed(["abc", "broken!"], { role: "document" })).rejects.toMatchObject({
      name: "NonFinite",
      message: expect.stringMatching(/Input 1 \("broken!"\)/),
    });
  });

  it("puts the prompt of the role in front", async () => {
    const prompted = createEmbedder({
      card: card([mean], { query: "q", document: "" }),
      tokenizer,
      backend: new CountingBackend(),
    });
    expect((await prompted.tokenize(["a"], "query"))[0]?.ids).toEqual([1, 113, 97, 2]);
    expect((await prompted.tokenize(["a"], "document"))[0]?.ids).toEqual([1, 97, 2]);
  });

  it("pools without the prompt where the model says include_prompt false", async () => {
    const without = createEmbedder({
      card: card([{ ...mean, includePrompt: false }], { query: "q", document: "" }),
      tokenizer,
      backend: new CountingBackend(),
    });
    const { vectors } = await without.embed(["a"], { role: "query" });
    expect(vectors[0]).toBeCloseTo((97 + 2) / 2, 4);
  });

  it("pools the special token before the text where the role has no prompt to leave out", async () => {
    const without = createEmbedder({
      card: card([{ ...mean, includePrompt: false }], { query: "q", document: "" }),
      tokenizer,
      backend: new CountingBackend(),
    });
    const { vectors } = await without.embed(["a"], { role: "document" });
    expect(vectors[0]).toBeCloseTo((1 + 97 + 2) / 3, 4);
  });

  it("cuts to the dimensions asked for, and restores unit length where the model has it", async () => {
    const normalized = createEmbedder({ card: card([mean, { kind: "normalize" }]), tokenizer, backend });
    const { vectors, dimensions } = await normalized.embed(["a"], { role: "document", dimensions: 2 });
    expect(dimensions).toBe(2);
    expect(Math.hypot(...vectors)).toBeCloseTo(1, 6);
    expect((await embedder.embed(["a"], { role: "document", dimensions: 2 })).vectors[1]).toBeGreaterThan(1);
  });

  it.each([0, -1, 1.5, 5])("refuses %d dimensions", async (dimensions) => {
    await expect(embedder.embed(["a"], { role: "document", dimensions })).rejects.toMatchObject({
      name: "InputInvalid",
      message: expect.stringContaining(`dimensions is ${dimensions}`),
    });
  });

  it("stops between passes when it is cancelled", async () => {
    const controller = new AbortController();
    const texts = Array.from({ length: 50 }, () => "abcdefgh");
    const embedding = embedder.embed(texts, {
      role: "document",
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(embedding).rejects.toMatchObject({ name: "Cancelled" });
  });

  it("does after an engine that pools what is left to do", async () => {
    const pooling: TokenBackend = {
      specificationVersion: 1,
      input: "tokens",
      id: "pooling",
      capabilities: {
        output: "pooled",
        device: "cpu",
        dtype: "fp32",
        numeric: "exact",
        preferredBatchTokens: 64,
      },
      forward: async ({ batch }) => ({
        kind: "pooled",
        values: new Float32Array(batch * hidden).fill(3),
        dimensions: hidden,
      }),
      dispose: async () => undefined,
    };
    const steps: PostprocessStep[] = [mean, { kind: "normalize" }];
    const pooled = createEmbedder({ card: card(steps), tokenizer, backend: pooling });
    expect(Array.from((await pooled.embed(["a", "b"], { role: "query" })).vectors)).toEqual(
      Array(8).fill(0.5),
    );
  });

  function textBackend(forward: TextBackend["forward"]): TextBackend {
    return {
      specificationVersion: 1,
      input: "text",
      id: "texts",
      capabilities: {
        output: "vectors",
        device: "a server",
        dtype: "fp32",
        numeric: "exact",
        preferredBatchTokens: 64,
        maxBatchTexts: 2,
        concurrency: 2,
      },
      forward,
      dispose: async () => undefined,
    };
  }

  it("sends an engine that takes text the prompt and the text, and keeps the order over parallel calls", async () => {
    const batches: (readonly string[])[] = [];
    const backend = textBackend(async (texts) => {
      batches.push(texts);
      // The first call is the last to end.
      for (let turn = 0; turn < 4 - batches.length; turn++) await Promise.resolve();
      return {
        kind: "vectors",
        values: Float32Array.from(texts.flatMap((text) => [text.length, 0, 0, 0])),
        dimensions: 4,
      };
    });
    const prompted = createEmbedder({
      card: card([mean], { query: "q: ", document: "" }),
      tokenizer,
      backend,
    });
    const { vectors, usage } = await prompted.embed(["a", "bb", "ccc", "dddd", ""], { role: "query" });
    expect([0, 1, 2, 3, 4].map((row) => vectors[row * 4])).toEqual([4, 5, 6, 7, 3]);
    expect(usage[0]?.tokens).toBe(6);
    await expect(prompted.embedIds([[1, 2]], { role: "query" })).rejects.toMatchObject({
      name: "InputInvalid",
    });
    expect(batches.flat().sort()).toEqual(["q: ", "q: a", "q: bb", "q: ccc", "q: dddd"]);
  });

  it.each<[string, number, number]>([
    ["too few rows", 1, 4],
    ["rows of another width", 2, 3],
  ])("refuses an engine that gives %s", async (_what, rows, dimensions) => {
    const backend = textBackend(async () => ({
      kind: "vectors",
      values: new Float32Array(rows * dimensions),
      dimensions,
    }));
    const broken = createEmbedder({ card: card([mean]), tokenizer, backend });
    await expect(broken.embed(["a", "b"], { role: "query" })).rejects.toMatchObject({
      name: "BackendUnavailable",
    });
  });

  it("takes an empty list", async () => {
    expect((await embedder.embed([], { role: "document" })).vectors).toHaveLength(0);
  });
});
