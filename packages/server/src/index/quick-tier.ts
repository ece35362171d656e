import { IsovecError, TimeSlice } from "@isovec/core";
import { embedMissing } from "./refresh/embed-missing.ts";
import { ProgressRate } from "./refresh/progress-rate.ts";
import type { UseOrder } from "./refresh/use-order.ts";
import type { QuickTierParts } from "./search/search-parts.ts";
import { VectorMatrix } from "./search/vector-matrix.ts";
import type { IndexStore } from "./store/index-store.ts";
import type { VectorTier } from "./vector-maker.ts";

/** So few chunks have the model's vectors before the static model's process has started. */
const fewest = 200;
const droppedAtOnce = 1_000;

/**
 * The static model's vectors of the chunks that the model has not come to. They lie in the same database in a space of
 * their own, and go when nobody needs them.
 */
export class QuickTier {
  #matrix: VectorMatrix;
  #rate = new ProgressRate();
  #isFilling = false;

  private constructor(
    private readonly store: IndexStore,
    private readonly tier: VectorTier,
    private readonly onNotice: (sentence: string) => void,
  ) {
    this.#matrix = this.#emptyMatrix();
  }

  /** @param store the index seen through the model's space */
  static async open(
    store: IndexStore,
    tier: VectorTier,
    onNotice: (sentence: string) => void,
  ): Promise<QuickTier> {
    const own = await store.through(tier.vectorSpace, { encoding: "int8", unlessIn: store.vectors });
    return new QuickTier(own, tier, onNotice);
  }

  get spaceId(): number {
    return this.store.vectors.spaceId;
  }

  /** Chunks with a vector of the static model or of the model itself. */
  coveredChunks(): number {
    return this.store.vectors.embeddedChunks();
  }

  /** Milliseconds until all chunks are covered; undefined while that is unknown or not under way. */
  millisecondsFor(pending: number): number | undefined {
    return this.#isFilling ? this.#rate.millisecondsFor(pending) : undefined;
  }

  /**
   * Gives every chunk a vector, unless they are so few that the model is as fast. What goes wrong is a notice: search
   * goes on without.
   * @throws IsovecError `Cancelled`
   */
  async fill(pending: number, order: UseOrder, signal: AbortSignal, onProgress: () => void): Promise<void> {
    if (pending < fewest) return;
    this.#rate = new ProgressRate();
    this.#rate.mark(0);
    this.#isFilling = true;
    try {
      await embedMissing({
        store: this.store,
        order,
        signal,
        embedder: this.tier.embedder,
        onProgress: (done) => {
          this.#rate.mark(done);
          onProgress();
        },
      });
    } catch (error) {
      if (IsovecError.is(error) && error.name === "Cancelled") throw error;
      this.onNotice(`The quick tier of search is not there: ${(error as Error).message}`);
    } finally {
      this.#isFilling = false;
    }
  }

  /** Drops the vectors once every chunk has the model's. */
  async drop(): Promise<void> {
    const slice = new TimeSlice();
    const { connection, vectors } = this.store;
    while (vectors.any()) {
      await connection.write(() => vectors.dropSome(droppedAtOnce));
      await slice.rest();
    }
    this.#matrix = this.#emptyMatrix();
  }

  /** @param share of the chunks that have their vector here only */
  searchParts(share: number): QuickTierParts | undefined {
    if (share <= 0) return undefined;
    return { store: this.store, matrix: this.#matrix, embedder: this.tier.embedder, share };
  }

  #emptyMatrix(): VectorMatrix {
    // What is stored is the direction.
    return new VectorMatrix(this.store, this.tier.vectorSpace.dimensions, false);
  }
}
