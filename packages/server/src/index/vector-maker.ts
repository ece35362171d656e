import type { TextEmbedder, VectorSpace } from "@isovec/core";

/** What an index needs of an engine: texts in, vectors of a known space out. */
export type VectorMaker = Pick<TextEmbedder, "vectorSpace" | "modelName" | "embed">;

/** A space whose vectors are made when they are needed. */
export interface VectorTier {
  readonly vectorSpace: VectorSpace;
  readonly embedder: () => Promise<VectorMaker>;
}
