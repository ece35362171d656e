import { embeddedText } from "../chunk/chunker.ts";
import type { Scored } from "../search/best-of.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { OverlayVectors } from "./overlay-vectors.ts";
import type { OverlayWords } from "./overlay-words.ts";

/** A chunk that is on no disk. Its ids are below 0, those of the index above. */
export interface OverlayChunk extends ChunkRecord {
  readonly header: string;
}

export interface OverlayViewParts {
  /** Files whose chunks in the index do not count. */
  readonly paths: readonly string[];
  /** What they hold instead. */
  readonly chunks: readonly OverlayChunk[];
  readonly words: OverlayWords;
  readonly vectors: OverlayVectors;
}

/** What a client has typed and not saved, at one moment, as a search sees it. */
export class OverlayView {
  constructor(private readonly parts: OverlayViewParts) {}

  get paths(): readonly string[] {
    return this.parts.paths;
  }

  get chunks(): readonly ChunkRecord[] {
    return this.parts.chunks;
  }

  chunk(id: number): ChunkRecord | undefined {
    return this.parts.chunks[-id - 1];
  }

  /** Scores as `LexicalRecords.scored` gives them for the index, best first. */
  byWords(match: string, store: IndexStore): Scored[] {
    const { words, chunks } = this.parts;
    return words.scores(chunks, match, store);
  }

  /** @param query `[dimensions]`, of length 1 */
  async nearest(
    query: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly chunk: ChunkRecord; readonly cosine: number }[]> {
    await this.embed("interactive", signal);
    return this.parts.chunks.flatMap((chunk) => {
      const vector = this.parts.vectors.of(embeddedText(chunk));
      if (vector === undefined) return [];
      return { chunk, cosine: vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0) };
    });
  }

  /** @returns whether every chunk has its vector now */
  embed(priority: "interactive" | "background", signal: AbortSignal | undefined): Promise<boolean> {
    return this.parts.vectors.embed(this.parts.chunks.map(embeddedText), priority, signal);
  }
}
