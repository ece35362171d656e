import { basename } from "node:path";
import type { ModelCard } from "@isovec/core";
import { convertToGguf, type GgufFiles, type GgufOptions, ggufFilesIn } from "../convert-to-gguf.ts";
import { ggufArchitectureOf } from "../gguf/gguf-architecture-of.ts";
import { poolingTypeOf } from "../gguf/pooling-type.ts";
import { type CachedOptions, cachedConversion } from "./conversion-cache.ts";

/** Raised whenever the converter writes other bytes for the same checkpoint. */
const converterVersion = 2;

/**
 * The GGUF file of a checkpoint for an engine that is fed ids, from the cache or converted now. The model's name in it is the one it had then.
 * @param cacheDirectory created when absent; entries lie in its folder `gguf`
 * @throws IsovecError as `convertToGguf`, and `BackendUnavailable` when the folder cannot be written.
 */
export async function cachedGguf(
  card: ModelCard,
  cacheDirectory: string,
  options: CachedOptions<Omit<GgufOptions, "input">> = {},
): Promise<GgufFiles> {
  const { dtype = "fp32", onProgress } = options;
  const { configKeys } = ggufArchitectureOf(card);
  const config = configKeys.map((key) => [key, card.config[key] ?? null]);
  const entry = await cachedConversion(cacheDirectory, {
    modelName: card.name,
    format: "gguf",
    meaning: [converterVersion, card.architecture, dtype, card.weightsSha256, config, poolingTypeOf(card)],
    names: [basename(ggufFilesIn("", dtype).model)],
    write: (directory) => convertToGguf(card, directory, { ...options, input: "ids" }),
    onConversion: options.onConversion,
    onProgress,
  });
  return ggufFilesIn(entry, dtype);
}
