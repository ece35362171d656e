import type { Role, TextEmbedder } from "@isovec/core";
import type { CommitHistory } from "../history/commit-history.ts";
import type { OverlayView } from "../overlay/overlay-view.ts";
import type { AllowedChunks } from "../query/allowed-chunks.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { VectorMaker } from "../vector-maker.ts";
import type { VectorSource } from "../vectors/vector-store.ts";
import type { Reranker } from "./reranker.ts";
import type { VectorMatrix } from "./vector-matrix.ts";

/** The tier of a static model: every chunk has its vector within seconds, a lesser one. */
export interface QuickTierParts {
  readonly store: IndexStore;
  readonly matrix: VectorMatrix;
  readonly embedder: () => Promise<VectorMaker>;
  /** The share of the chunks that have their vector here only, above 0. */
  readonly share: number;
}

export interface SearchParts {
  readonly store: IndexStore;
  /** The model's vectors, wherever they lie. */
  readonly vectors: VectorSource;
  /** Those of them that lie here. */
  readonly matrix: VectorMatrix;
  readonly embedder: () => Promise<TextEmbedder>;
  /** The share of the chunks that have their vector, up to 1. */
  readonly embeddedShare: number;
  /** What answers for the chunks that have none yet; absent where there are none, or nothing does. */
  readonly quick?: QuickTierParts | undefined;
  /** What puts the best hits in order once more; absent where none is configured. */
  readonly reranker?: Reranker | undefined;
  /** Told in a sentence what a person should know. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** What commits said of the files; absent where there are none, or nobody has read them yet. */
  readonly history?: CommitHistory | undefined;
  /** What the client has typed and not saved; it stands in the place of the files. */
  readonly overlay?: OverlayView | undefined;
  /** What the question's filters leave; all where it has none. */
  readonly allowed?: AllowedChunks | undefined;
}

export interface NearestRequest {
  readonly text: string;
  readonly role: Role;
  readonly count: number;
  readonly signal: AbortSignal | undefined;
}
