import { findBackend } from "@isovec/backends";
import { createEmbedder, createTokenizer, type ModelCard, type TextTokenizer } from "@isovec/core";
import { testCache } from "../subject.ts";

/** The real engine behind the exact server. */
export interface ExactPipeline {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  /** A vector for ids as they are; for a text, for those that the model's tokenizer makes of it. */
  vectorsOf(rows: readonly (string | readonly number[])[]): Promise<number[][]>;
  stop(): Promise<void>;
}

/** Reads a text as a list of ids in JSON, and feeds these. */
function feedingIds(tokenizer: TextTokenizer): TextTokenizer {
  return {
    maxTokens: tokenizer.maxTokens,
    padId: tokenizer.padId,
    tokenize: (text) => {
      const ids = Int32Array.from(JSON.parse(text) as number[]);
      return { ids, tokens: ids.length, truncated: false, promptTokens: 0 };
    },
    windows: () => [],
    spell: (ids) => tokenizer.spell(ids),
  };
}

export async function exactPipeline(card: ModelCard): Promise<ExactPipeline> {
  const backend = await findBackend("onnx").load(card, { cacheDirectory: testCache, threads: 2 });
  const tokenizer = createTokenizer(card);
  const promptless = { ...card, prompts: { query: "", document: "" } };
  const embedder = createEmbedder({ card: promptless, tokenizer: feedingIds(tokenizer), backend });
  // The engine gives a text the same bits whenever it is asked, so it is asked once for each.
  const known = new Map<string, number[]>();
  return {
    card,
    tokenizer,
    vectorsOf: async (rows) => {
      const keys = rows.map((row) =>
        JSON.stringify(typeof row === "string" ? Array.from(tokenizer.tokenize(row).ids) : row),
      );
      const fresh = keys.filter((key) => !known.has(key));
      const { vectors, dimensions } = await embedder.embed(fresh, { role: "document" });
      for (const [row, key] of fresh.entries()) {
        known.set(key, Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions)));
      }
      return keys.map((key) => known.get(key) ?? []);
    },
    stop: () => backend.dispose(),
  };
}
