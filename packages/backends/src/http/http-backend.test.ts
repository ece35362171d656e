import { createEmbedder, createTokenizer, type ModelCard, type PassPriority, readModel } from "@isovec/core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { answering, apiOver } from "../../test/http/api.ts";
import { bodyOf } from "../../test/http/loopback-server.ts";
import { transportTo } from "../../test/http/transport.ts";
import { bundledModel } from "../../test/subject.ts";
import { embeddingApis } from "./api/embedding-apis.ts";
import { httpTextBackend, httpTokenBackend, outputOf } from "./http-backend.ts";
import { JsonServer } from "./transport/json-server.ts";

let bundled: ModelCard;
beforeAll(async () => {
  bundled = await readModel(bundledModel);
});

const pooling = { kind: "pooling", modes: ["mean"], includePrompt: true } as const;
const normalize = { kind: "normalize" } as const;
const dense = {
  kind: "dense",
  inputs: 384,
  outputs: 4,
  weight: new Float32Array(4 * 384),
  bias: undefined,
  activation: "identity",
  sha256: "0".repeat(64),
} as const;

/** What the pipeline makes of a server that answers every text with this vector. */
async function embeddedBy(card: ModelCard, vector: readonly number[]): Promise<Float32Array> {
  const { api } = await apiOver("tei", card, (body) => {
    const { inputs } = body as { inputs: unknown[] };
    return answering(inputs.map(() => vector));
  });
  const { transport } = await transportTo(answering({}));
  const output = outputOf(card);
  const capabilities = {
    output,
    device: "here",
    dtype: "fp32",
    numeric: "exact",
    preferredBatchTokens: 512,
  };
  const backend = httpTokenBackend({
    apis: { background: api, interactive: api },
    transport,
    card,
    capabilities,
  });
  const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
  return (await embedder.embed(["text"], { role: "document" })).vectors;
}

const wide = Array.from({ length: 384 }, (_, at) => at + 1);
const length = Math.sqrt(wide.reduce((sum, component) => sum + component ** 2, 0));

describe("a server's vectors", () => {
  it("are normalised here, or not, as the model says", async () => {
    const normalized = await embeddedBy({ ...bundled, steps: [pooling, normalize] }, wide);
    expect(normalized[383]).toBeCloseTo(384 / length, 6);
    expect(await embeddedBy({ ...bundled, steps: [pooling] }, wide)).toEqual(Float32Array.from(wide));
  });

  it("are cut here to the model's dimensions, and keep their length then", async () => {
    const card = { ...bundled, steps: [pooling, normalize], truncateDimensions: 2, dimensions: 2 };
    expect((await embeddedBy(card, wide))[1]).toBeCloseTo(2 / length, 9);
  });

  it("count as finished after a Dense layer, whole or cut", async () => {
    const card = { ...bundled, steps: [pooling, dense, normalize], dimensions: 4 };
    expect(outputOf(card)).toBe("vectors");
    expect(await embeddedBy(card, [1, 2, 3, 4])).toEqual(Float32Array.of(1, 2, 3, 4));
    const cut = { ...card, truncateDimensions: 3, dimensions: 3 };
    expect(await embeddedBy(cut, [1, 2, 3, 4])).toEqual(Float32Array.of(1, 2, 3));
    expect(await embeddedBy(cut, [1, 2, 3])).toEqual(Float32Array.of(1, 2, 3));
  });

  it("of a server that left the Dense layer out are refused by their width", async () => {
    const card = { ...bundled, steps: [pooling, dense, normalize], dimensions: 4 };
    await expect(embeddedBy(card, wide)).rejects.toThrowError(
      /gives vectors of 384 components, where all-MiniLM-L6-v2 has 4\./,
    );
  });

  it("of two poolings are as wide as both", async () => {
    const both = { ...pooling, modes: ["cls", "mean"] } as const;
    const card = { ...bundled, steps: [both], dimensions: 768 };
    expect(await embeddedBy(card, [...wide, ...wide])).toHaveLength(768);
    await expect(embeddedBy(card, wide)).rejects.toThrowError(/has 768/);
  });
});

describe("requests to a server", () => {
  it("go out in the order in which they came, what a person waits for first", async () => {
    const asked: unknown[] = [];
    const answers: (() => void)[] = [];
    const { transport } = await transportTo(
      async (incoming, response) => {
        const { inputs } = JSON.parse(await bodyOf(incoming)) as { inputs: string[] };
        asked.push(inputs[0]);
        answers.push(() => answering([wide])(incoming, response));
      },
      { concurrency: 1 },
    );
    const apiFor = (priority: PassPriority) => {
      const server = new JsonServer(transport, priority);
      return embeddingApis.tei.create({ server, card: bundled, model: undefined, path: "", input: "text" });
    };
    const backend = httpTextBackend({
      apis: { background: apiFor("background"), interactive: apiFor("interactive") },
      transport,
      card: bundled,
      capabilities: {
        output: "pooled",
        device: "here",
        dtype: "fp32",
        numeric: "exact",
        preferredBatchTokens: 512,
      },
    });
    const all = [
      backend.forward(["chunk 1"]),
      backend.forward(["chunk 2"], undefined, "background"),
      backend.forward(["question"], undefined, "interactive"),
    ];
    for (let answered = 0; answered < all.length; answered++) {
      await vi.waitUntil(() => answers[answered] !== undefined);
      answers[answered]?.();
    }
    await Promise.all(all);
    expect(asked).toEqual(["chunk 1", "question", "chunk 2"]);
  });
});
