import { basename } from "node:path";
import type { ModelCard } from "@isovec/core";
import { architectureOf } from "../architectures/architecture-of.ts";
import type { ConvertOptions } from "../convert-to-onnx.ts";
import { type OnnxFiles, onnxFilesIn } from "../onnx/onnx-files.ts";
import { type CachedOptions, cachedConversion } from "./conversion-cache.ts";

/** Raised whenever the converter writes other bytes for the same checkpoint. */
const converterVersion = 4;

/**
 * The graph of a checkpoint and its weights, from the cache or converted now.
 * @param cacheDirectory created when absent; entries lie in its folder `onnx`
 * @throws IsovecError as `convertToOnnx`, and `BackendUnavailable` when the folder cannot be written.
 */
export async function cachedOnnx(
  card: ModelCard,
  cacheDirectory: string,
  options: CachedOptions<ConvertOptions> = {},
): Promise<OnnxFiles> {
  const config = architectureOf(card).configKeys.map((key) => [key, card.config[key] ?? null]);
  const entry = await cachedConversion(cacheDirectory, {
    modelName: card.name,
    format: "onnx",
    meaning: [converterVersion, card.architecture, card.weightsSha256, config, options.linear ?? "fp32"],
    names: Object.values(onnxFilesIn("")).map((file) => basename(file)),
    // Imported once something is to be converted: a graph from the cache is what a search waits for.
    write: async (directory) =>
      (await import("../convert-to-onnx.ts")).convertToOnnx(card, directory, options),
    onConversion: options.onConversion,
    onProgress: options.onProgress,
  });
  return onnxFilesIn(entry);
}
