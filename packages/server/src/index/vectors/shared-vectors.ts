import { throwIfCancelled } from "@isovec/core";
import { BestOf, type Scored } from "../search/best-of.ts";
import type { IndexStore } from "../store/index-store.ts";
import { assertDimensions } from "./local-vectors.ts";
import { type ContentVectors, mostNearest } from "./postgres/content-vectors.ts";
import type { SharedMarks } from "./shared-marks.ts";
import type { NearestTexts, VectorStore } from "./vector-store.ts";

/** So few texts are named to the server, which then compares all of them. */
const mostNamed = 2_000;

/** The vectors of an index's texts on a server, where they lie by the hash of their content. */
export class SharedVectors implements VectorStore {
  constructor(
    private readonly store: IndexStore,
    private readonly content: ContentVectors,
    private readonly marks: SharedMarks,
  ) {}

  get place(): string {
    return this.content.place;
  }

  any(): boolean {
    return this.marks.records.any();
  }

  async keep(vectors: ReadonlyMap<number, Float32Array>, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    assertDimensions(vectors, this.store.vectors.dimensions);
    const hashes = this.store.texts.hashesOf([...vectors.keys()]);
    const byHash = new Map<string, Float32Array>();
    for (const [textId, hash] of hashes) {
      const vector = vectors.get(textId);
      if (vector !== undefined) byHash.set(hash, vector);
    }
    await this.content.keep(byHash, signal);
    await this.marks.put(hashes.keys(), false);
  }

  async ofTexts(textIds: readonly number[], signal?: AbortSignal): Promise<Map<number, Float32Array>> {
    throwIfCancelled(signal);
    const hashes = this.store.texts.hashesOf(textIds);
    const found = await this.content.vectorsOf([...hashes.values()], signal);
    const vectors = new Map<number, Float32Array>();
    for (const [textId, hash] of hashes) {
      const vector = found.get(hash);
      if (vector !== undefined) vectors.set(textId, vector);
    }
    return vectors;
  }

  /** The server has texts of other clones and branches too: it is asked for more until enough of them are used here. */
  async nearest({ query, count, allowed, signal }: NearestTexts): Promise<Scored[]> {
    throwIfCancelled(signal);
    if (allowed !== undefined && allowed.size <= mostNamed) {
      const among = [...this.store.texts.hashesOf([...allowed]).values()];
      return this.#used(await this.content.nearest(query, count, { among, signal }), count, allowed);
    }
    for (let asked = count + 50; ; asked *= 4) {
      const rows = await this.content.nearest(query, Math.min(asked, mostNearest), { signal });
      const best = this.#used(rows, count, allowed);
      if (best.length >= count || rows.length < asked || asked >= mostNearest) return best;
    }
  }

  #used(
    rows: Awaited<ReturnType<ContentVectors["nearest"]>>,
    count: number,
    allowed: ReadonlySet<number> | undefined,
  ): Scored[] {
    const ids = this.store.texts.usedIdsOf(rows.map(({ hash }) => hash));
    const best = new BestOf(count);
    for (const { hash, cosine } of rows) {
      const id = ids.get(hash);
      if (id !== undefined && allowed?.has(id) !== false) best.offer(id, cosine);
    }
    return best.take();
  }
}
