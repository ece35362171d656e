import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createTokenizer, type ModelCard, type TextTokenizer } from "@isovec/core";

/** The tokenizer of a lone tokenizer.json (or its .gz), without a limit. */
export function readTokenizer(file: string): TextTokenizer {
  const content = readFileSync(file);
  const definition = JSON.parse((file.endsWith(".gz") ? gunzipSync(content) : content).toString("utf8"));
  const card = {
    directory: file,
    maxTokens: Number.MAX_SAFE_INTEGER,
    vocabularySize: Number.MAX_SAFE_INTEGER,
    tokenizer: { definition, config: {} },
  };
  return createTokenizer(card as unknown as ModelCard);
}
