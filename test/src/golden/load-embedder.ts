import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import { createEmbedder, createTokenizer, readModel, type TextEmbedder } from "@isovec/core";
import { testCache } from "../run-isovec.ts";

/** The whole pipeline over a checkpoint, as the server puts it together. */
export async function loadEmbedder(
  directory: string,
  backend = "onnx",
  dtype?: string,
): Promise<TextEmbedder> {
  const card = await readModel(directory);
  const engine = await findBackend(backend).load(card, {
    cacheDirectory: join(testCache, "isovec", "models"),
    ...(dtype !== undefined && { dtype }),
  });
  return createEmbedder({ card, tokenizer: createTokenizer(card), backend: engine });
}
