import type { TextEmbedder, VectorSpace } from "@isovec/core";
import type { Chunker } from "./chunk/chunker.ts";
import type { Patience } from "./discover/patience.ts";
import type { QuickTier } from "./quick-tier.ts";
import type { Reranker } from "./search/reranker.ts";
import type { IndexStore } from "./store/index-store.ts";
import type { SharedTier } from "./vectors/shared-tier.ts";

/** What the index of a folder is made of. */
export interface WorkspaceIndexParts {
  readonly root: string;
  readonly store: IndexStore;
  readonly chunker: Chunker;
  readonly vectorSpace: VectorSpace;
  readonly embedder: () => Promise<TextEmbedder>;
  /** What answers by meaning until the model has come to a chunk. */
  readonly quickTier?: QuickTier | undefined;
  /** What is shared with others through a server. */
  readonly shared?: SharedTier | undefined;
  /** What puts the best hits of a search in order once more. */
  readonly reranker?: Reranker | undefined;
  /** Told in a sentence what a person should know. */
  readonly onNotice?: (sentence: string) => void;
  /** Bytes over which what nobody uses is dropped early. */
  readonly limitBytes?: number | undefined;
  /** How long the folder's drive is waited for. */
  readonly patience?: Patience;
}
