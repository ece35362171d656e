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
  const provider = findBackend(backend);
  const options = {
    cacheDirectory: join(testCache, "isovec", "models"),
    ...(dtype !== undefined && { dtype }),
  };
  const named = await readModel(directory);
  const card = (await provider.modelFor?.(named, options)) ?? named;
  const engine = await provider.load(card, options);
  return createEmbedder({ card, tokenizer: createTokenizer(card), backend: engine });
}
