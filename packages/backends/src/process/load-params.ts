import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { type ModelCard, readManifest, sha256OfFile, weightsFiles } from "@isovec/core";
import type { PluginCapabilities, PluginLoadParams } from "@isovec/core/protocol";

async function filesOf(card: ModelCard): Promise<PluginLoadParams["model"]["files"]> {
  const manifest = await readManifest(card.directory);
  if (manifest !== undefined) return manifest.files;
  const files = await weightsFiles(card.weightsFile);
  return Promise.all(
    files.map(async (file) => ({
      path: relative(card.directory, file).replaceAll("\\", "/"),
      sha256: files.length === 1 ? card.weightsSha256 : await sha256OfFile(file),
      bytes: (await stat(file)).size,
    })),
  );
}

/** Width of a row at the stage that the plugin stops at. */
export function pluginRowWidth(
  { steps, hiddenSize, dimensions }: ModelCard,
  output: PluginCapabilities["output"],
): number {
  if (output === "states") return hiddenSize;
  if (output === "vectors") return dimensions;
  const [pooling] = steps;
  return hiddenSize * (pooling?.kind === "pooling" ? pooling.modes.length : 1);
}

/** Params of `backend/load` for a model. */
export async function pluginLoadParams(
  card: ModelCard,
  dtype: string,
  threads: number | undefined,
): Promise<PluginLoadParams> {
  const { name, directory, architecture, hiddenSize, vocabularySize, maxTokens } = card;
  const files = await filesOf(card);
  return {
    model: { id: name, dir: directory, files, architecture, hiddenSize, vocabularySize, maxTokens },
    dtype,
    ...(threads !== undefined && { threads }),
  };
}
