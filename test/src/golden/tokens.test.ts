import { join } from "node:path";
import { createTokenizer, readModel } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { sharedModels, withShared } from "../repository.ts";
import { readGolden } from "./golden-rows.ts";

const models = [
  "all-MiniLM-L6-v2",
  "tiny-bge",
  "tiny-e5",
  "tiny-matryoshka",
  "tiny-max",
  "tiny-modernbert",
  "tiny-mpnet",
  "tiny-qwen3",
  "tiny-raw",
  "tiny-relu",
  "tiny-roberta",
];

describe.skipIf(!withShared)("token ids equal HuggingFace's (skipped without the reference data)", () => {
  it.each(models)("%s: ids, counts and truncation of every golden row", async (model) => {
    const card = await readModel(join(sharedModels, model));
    const tokenizer = createTokenizer(card);
    const { rows } = readGolden(model);
    expect(rows.length).toBeGreaterThan(70);
    for (const { id, text, role = "document", ids, tokens, truncated } of rows) {
      const tokenized = tokenizer.tokenize(text, card.prompts[role]);
      expect({
        id,
        ids: [...tokenized.ids],
        tokens: tokenized.tokens,
        truncated: tokenized.truncated,
      }).toEqual({
        id,
        ids,
        tokens,
        truncated,
      });
    }
  });
});
