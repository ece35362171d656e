import { BestOf, type Scored } from "../search/best-of.ts";
import type { NearestTexts, VectorSource } from "./vector-store.ts";

/** Vectors that lie partly here and partly elsewhere: what is here first. */
export class LayeredVectors implements VectorSource {
  constructor(
    private readonly here: VectorSource,
    private readonly elsewhere: VectorSource,
  ) {}

  any(): boolean {
    return this.here.any() || this.elsewhere.any();
  }

  async ofTexts(textIds: readonly number[], signal?: AbortSignal): Promise<Map<number, Float32Array>> {
    const found = await this.here.ofTexts(textIds, signal);
    const missing = textIds.filter((textId) => !found.has(textId));
    if (missing.length === 0) return found;
    return new Map([...(await this.elsewhere.ofTexts(missing, signal)), ...found]);
  }

  async nearest(request: NearestTexts): Promise<Scored[]> {
    const lists = await Promise.all([this.here.nearest(request), this.elsewhere.nearest(request)]);
    // What is on its way from here to there is in both.
    const scores = new Map(lists.flat().map(({ id, score }) => [id, score]));
    const best = new BestOf(request.count);
    for (const [id, score] of scores) best.offer(id, score);
    return best.take();
  }
}
