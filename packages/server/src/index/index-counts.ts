import type { QuickTier } from "./quick-tier.ts";
import type { IndexStore } from "./store/index-store.ts";

export interface Counts {
  readonly generation: number;
  readonly files: number;
  readonly chunks: number;
  /** Chunks with the model's vector. */
  readonly embedded: number;
  /** Chunks with a vector of any tier. */
  readonly covered: number;
}

/** Counts what an index holds, once a change. */
export class IndexCounts {
  #counted: Counts | undefined;

  constructor(
    private readonly store: IndexStore,
    private readonly quickTier: QuickTier | undefined,
  ) {}

  now(): Counts {
    const { store, quickTier } = this;
    const { generation } = store.settings;
    if (this.#counted?.generation !== generation) {
      const embedded = store.vectors.embeddedChunks();
      this.#counted = {
        generation,
        files: store.files.indexedFiles(),
        chunks: store.files.chunks(),
        embedded,
        covered: quickTier?.coveredChunks() ?? embedded,
      };
    }
    return this.#counted;
  }
}
