import { createHash } from "node:crypto";
import type { Embeddings, EmbedOptions, TextEmbedder, VectorSpace } from "@isovec/core";
import { throwIfCancelled } from "@isovec/core";
import { tellingWords } from "../search/lexical-query.ts";
import { wordStem } from "../words/word-stem.ts";

const dimensions = 64;

/** A space of its own for tests in which the model is not the point. */
export function testingSpace(id = "testing"): VectorSpace {
  return {
    id,
    model: "word-hashes",
    dimensions,
    maxTokens: 256,
    pooling: "mean",
    normalized: false,
    prompts: {},
    numeric: "exact",
    tokenizer: "words",
    weights: "hashes",
  };
}

/** Every word stem is one direction, found by its hash; a text is the sum of its words. Counts what it is asked. */
export class TestingEmbedder implements TextEmbedder {
  readonly modelName = "word-hashes";
  readonly backendId = "testing";
  readonly device = "cpu";
  readonly maxTokens = 256;
  readonly preferredBatchTokens = 256;
  /** The documents embedded so far. */
  readonly documents: string[] = [];

  constructor(
    readonly vectorSpace: VectorSpace = testingSpace(),
    private readonly beforeCall: () => Promise<void> = async () => undefined,
  ) {}

  async embed(texts: readonly string[], { role, signal }: EmbedOptions): Promise<Embeddings> {
    await this.beforeCall();
    throwIfCancelled(signal);
    if (role === "document") this.documents.push(...texts);
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [row, text] of texts.entries()) {
      for (const word of tellingWords(text)) {
        const hash = createHash("sha256").update(wordStem(word)).digest();
        const at = row * dimensions + (hash.readUInt16LE(0) % dimensions);
        vectors[at] = (vectors[at] ?? 0) + 1;
      }
    }
    const usage = texts.map(() => ({ tokens: 1, usedTokens: 1, truncated: false }));
    return { vectors, dimensions, usage };
  }

  async embedIds(): Promise<never> {
    throw new Error("not asked for by the index");
  }

  async tokenize(): Promise<never> {
    throw new Error("not asked for by the index");
  }

  async dispose(): Promise<void> {}
}
