import {
  type BackendLoadOptions,
  IsovecError,
  type ModelCard,
  manifestFile,
  type TokenBackend,
} from "@isovec/core";
import { cachedConversion } from "../convert/cache/conversion-cache.ts";
import { provider as reference } from "../onnx/provider.ts";
import { type DistillOptions, distillModel, staticModelFiles } from "./distill-model.ts";

/** Raised whenever other bytes come of the same checkpoint. */
const distillationVersion = 2;

/** Loads the reference engine for the model, and ends it whatever happens. */
export async function distillWithReference(
  card: ModelCard,
  directory: string,
  cacheDirectory: string,
  options: DistillOptions = {},
): Promise<void> {
  const { signal, onProgress } = options;
  const backend = await reference.load(card, {
    cacheDirectory,
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  });
  try {
    if (backend.input !== "tokens")
      throw new IsovecError("BackendUnavailable", "The reference engine takes no ids.");
    await distillModel(card, backend satisfies TokenBackend, directory, options);
  } finally {
    await backend.dispose();
  }
}

/** The folder of a checkpoint's static model, from the cache or distilled now. */
export async function cachedDistillation(given: ModelCard, options: BackendLoadOptions): Promise<string> {
  const { cacheDirectory, signal, onProgress } = options;
  // A published graph that is run in the checkpoint's place is a model of its own.
  const card = (await reference.modelFor?.(given, { cacheDirectory })) ?? given;
  return cachedConversion(cacheDirectory, {
    modelName: card.name,
    format: "static",
    meaning: [distillationVersion, card.architecture, card.weightsSha256, card.tokenizer.sha256],
    names: [...staticModelFiles, manifestFile],
    write: (directory) => distillWithReference(card, directory, cacheDirectory, { signal, onProgress }),
    onProgress,
  });
}
