import type { TextEmbedder, VectorSpace } from "@isovec/core";
import type { Chunker } from "./chunk/chunker.ts";
import type { FolderFiles } from "./discover/folder-files.ts";
import type { QuickTier } from "./quick-tier.ts";
import type { Reranker } from "./search/reranker.ts";
import type { IndexStore } from "./store/index-store.ts";
import type { SharedTier } from "./vectors/shared-tier.ts";
import type { FolderWatches } from "./watch/folder-watches.ts";

/** What the index of a folder is made of. */
export interface WorkspaceIndexParts {
  readonly root: string;
  readonly files: FolderFiles;
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
  /** What tells of changes in the folder; absent where whoever opens the index is told of them. */
  readonly watches?: Pick<FolderWatches, "add" | "follow" | "close"> | undefined;
}
