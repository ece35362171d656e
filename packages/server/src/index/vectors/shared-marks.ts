import { TimeSlice } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import { markedSpace } from "../store/marked-space.ts";
import { decodeVector } from "../store/vector-encoding.ts";

const rowsAtOnce = 1_000;

/** A vector that lies here and that the shared store is not known to have. */
export interface UnsentVector {
  readonly textId: number;
  readonly hash: string;
  /** `[dimensions]` */
  readonly vector: Float32Array;
}

/**
 * Which texts have their vector in a shared store, noted in the index's own database: vectors without components in a
 * space of their own, so that counting, looking for what is missing and garbage collection need not know of it.
 */
export class SharedMarks {
  private constructor(
    private readonly store: IndexStore,
    private readonly markStore: IndexStore,
  ) {}

  /** @param place of the shared store */
  static async open(store: IndexStore, place: string): Promise<SharedMarks> {
    const space = { id: markedSpace(store.vectors.spaceKey, place), dimensions: 0 };
    return new SharedMarks(store, await store.through(space, {}));
  }

  get records(): IndexStore["vectors"] {
    return this.markStore.vectors;
  }

  /** Milliseconds since the epoch when the marks were last compared with the store; 0 for never. */
  get verifiedMs(): number {
    return Number(this.store.settings.get(this.#setting("verified")) ?? 0);
  }

  /** A table that was made anew has nothing of what was noted of the one before. */
  async follow(instance: string): Promise<void> {
    if (this.store.settings.get(this.#setting("instance")) === instance) return;
    await this.forget();
    await this.store.connection.write(() => this.store.settings.set(this.#setting("instance"), instance));
  }

  async noteVerified(nowMs: number): Promise<void> {
    await this.store.connection.write(() => this.store.settings.set(this.#setting("verified"), nowMs));
  }

  /** @param isOnlyThere drops the vectors here in the same transaction */
  async put(textIds: Iterable<number>, isOnlyThere: boolean): Promise<void> {
    const ids = [...textIds];
    if (ids.length === 0) return;
    const { connection, settings, vectors } = this.store;
    await connection.write(() => {
      for (const textId of ids) this.records.put(textId, new Float32Array());
      if (isOnlyThere) vectors.drop(ids);
      settings.countChange("vectors");
    });
  }

  async remove(textIds: readonly number[]): Promise<void> {
    if (textIds.length === 0) return;
    await this.store.connection.write(() => {
      this.records.drop(textIds);
      this.store.settings.countChange("vectors");
    });
  }

  /** Vectors of texts that a chunk has, in the order in which they came. */
  unsent(limit: number): UnsentVector[] {
    const { connection, vectors } = this.store;
    return connection
      .all<{ textId: number; hash: string; vector: ArrayBuffer }>(
        `SELECT t.id AS textId, lower(hex(t.sha256)) AS hash, v.vector
         FROM vectors v JOIN texts t ON t.id = v.text_id
         WHERE v.space_id = ? AND t.released_ms IS NULL
           AND NOT EXISTS (SELECT 1 FROM vectors m WHERE m.text_id = t.id AND m.space_id = ?)
         ORDER BY v.id LIMIT ?`,
        ...[vectors.spaceId, this.records.spaceId, limit],
      )
      .map((row) => ({ ...row, vector: decodeVector(row.vector, "float32") }));
  }

  /** Drops vectors here that are there too, as a change from copies to none leaves them. */
  async dropSent(): Promise<void> {
    const { connection, vectors } = this.store;
    const slice = new TimeSlice();
    for (let dropped = -1; dropped !== 0; ) {
      await slice.rest();
      dropped = await connection.write(() =>
        connection.run(
          `DELETE FROM vectors WHERE id IN (
             SELECT v.id FROM vectors v JOIN vectors m ON m.text_id = v.text_id AND m.space_id = ?
             WHERE v.space_id = ? LIMIT ?
           )`,
          ...[this.records.spaceId, vectors.spaceId, rowsAtOnce],
        ),
      );
    }
  }

  async forget(): Promise<void> {
    const slice = new TimeSlice();
    while (this.records.any()) {
      await this.store.connection.write(() => {
        this.records.dropSome(rowsAtOnce);
        this.store.settings.countChange("vectors");
      });
      await slice.rest();
    }
  }

  #setting(what: string): string {
    return `shared store ${this.records.spaceId} ${what}`;
  }
}
