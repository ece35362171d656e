import { IsovecError, throwIfCancelled } from "@isovec/core";
import type { Scored } from "../search/best-of.ts";
import type { VectorMatrix } from "../search/vector-matrix.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { NearestTexts, VectorStore } from "./vector-store.ts";

/** Refuses what would lie in the table as a vector of another length. */
export function assertDimensions(vectors: ReadonlyMap<number, Float32Array>, dimensions: number): void {
  const other = [...vectors.values()].find(({ length }) => length !== dimensions);
  if (other === undefined) return;
  throw new IsovecError(
    "VectorSpaceMismatch",
    `The engine gave vectors of ${other.length} dimensions, the index keeps ${dimensions}.`,
  );
}

/** The vectors in the index's own database, every one of them compared. */
export class LocalVectors implements VectorStore {
  constructor(
    private readonly store: IndexStore,
    private readonly matrix: VectorMatrix,
  ) {}

  get place(): string {
    return this.store.connection.file;
  }

  any(): boolean {
    return this.store.vectors.any();
  }

  async keep(vectors: ReadonlyMap<number, Float32Array>, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const { connection, vectors: records, settings } = this.store;
    assertDimensions(vectors, records.dimensions);
    await connection.write(() => {
      const added = [...vectors].filter(([textId, vector]) => records.put(textId, vector)).length;
      if (added > 0) settings.countChange("vectors");
    });
  }

  async ofTexts(textIds: readonly number[], signal?: AbortSignal): Promise<Map<number, Float32Array>> {
    throwIfCancelled(signal);
    return this.store.vectors.ofTexts(textIds);
  }

  async nearest({ query, count, allowed, signal }: NearestTexts): Promise<Scored[]> {
    throwIfCancelled(signal);
    await this.matrix.catchUp();
    // They have all gone to a shared store.
    if (!this.any()) this.matrix.forget();
    throwIfCancelled(signal);
    return this.matrix.nearest(query, count, undefined, allowed);
  }
}
