import type { TextEmbedder } from "@isovec/core";
import { normalize } from "../search/vector-matrix.ts";
import { sha256 } from "../sha256.ts";
import type { IndexStore } from "../store/index-store.ts";

export interface OverlayVectorsParts {
  readonly store: IndexStore;
  readonly embedder: () => Promise<TextEmbedder>;
  /** Whether the engine's vectors have length 1. */
  readonly normalized: boolean;
}

/** So many texts are embedded while a search waits for them; the others are found by their words meanwhile. */
const mostAtOnce = 16;

/** Vectors of texts that are on no disk. What the index has embedded before is taken from there. */
export class OverlayVectors {
  #known = new Map<string, Float32Array>();

  constructor(private readonly parts: OverlayVectorsParts) {}

  /** `[dimensions]`, of length 1; undefined while there is none. */
  of(text: string): Float32Array | undefined {
    return this.#known.get(text);
  }

  /** Forgets what other texts had, and takes what the index has. */
  keep(texts: readonly string[]): void {
    const before = this.#known;
    this.#known = new Map();
    for (const text of texts) {
      const vector = before.get(text) ?? this.#stored(text);
      if (vector !== undefined) this.#known.set(text, vector);
    }
  }

  /**
   * Embeds what has no vector yet, as much as a search can wait for.
   * @returns whether all have one now
   */
  async embed(
    texts: readonly string[],
    priority: "interactive" | "background",
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const known = this.#known;
    const missing = [...new Set(texts)].filter((text) => !known.has(text));
    const chosen = missing.slice(0, mostAtOnce);
    if (chosen.length === 0) return true;
    const embedder = await this.parts.embedder();
    const { vectors, dimensions } = await embedder.embed(chosen, {
      role: "document",
      priority,
      ...(signal !== undefined && { signal }),
    });
    for (const [row, text] of chosen.entries()) {
      known.set(text, this.#unit(vectors.slice(row * dimensions, (row + 1) * dimensions)));
    }
    return chosen.length === missing.length;
  }

  #stored(text: string): Float32Array | undefined {
    const vector = this.parts.store.vectors.ofText(sha256(text));
    return vector && this.#unit(vector);
  }

  #unit(vector: Float32Array): Float32Array {
    if (!this.parts.normalized) normalize(vector);
    return vector;
  }
}
