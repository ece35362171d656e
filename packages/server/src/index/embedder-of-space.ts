import { IsovecError, type TextEmbedder, type VectorSpace } from "@isovec/core";

/**
 * The engine of the moment, which may be another one at every call, but never one of another space.
 * @throws IsovecError `VectorSpaceMismatch`
 */
export async function embedderOfSpace(
  source: () => Promise<TextEmbedder>,
  { id, model }: VectorSpace,
): Promise<TextEmbedder> {
  const embedder = await source();
  if (embedder.vectorSpace.id === id) return embedder;
  throw new IsovecError(
    "VectorSpaceMismatch",
    `The index holds vectors of ${model} (space ${id}); the engine makes those of ${embedder.modelName} (space ${embedder.vectorSpace.id}).`,
    { remedy: "Open the index again for the new engine: its vectors are kept beside the old ones." },
  );
}
