import type { UseOrder } from "./use-order.ts";

/** A text without a vector. */
export interface WaitingText {
  readonly textId: number;
  /** The first chunk that has it. */
  readonly chunkId: number;
  /** How many chunks have it. */
  readonly chunks: number;
  /** Of the file among them that was changed last. */
  readonly path: string;
  readonly modifiedMs: number;
}

/** The texts that wait for their vectors, in the order of use as it is at the moment; then the newest files first. */
export class EmbeddingQueue {
  readonly #waiting: Map<number, WaitingText>;
  #urgent: number[] = [];
  #version = -1;

  constructor(
    texts: Iterable<WaitingText>,
    private readonly order: UseOrder,
  ) {
    const sorted = [...texts].sort((a, b) => b.modifiedMs - a.modifiedMs || a.chunkId - b.chunkId);
    this.#waiting = new Map(sorted.map((text) => [text.textId, text]));
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Takes the next one. */
  next(): WaitingText | undefined {
    if (this.#version !== this.order.version) this.#order();
    const urgent = this.#urgent.pop();
    const textId = urgent ?? this.#waiting.keys().next().value;
    if (textId === undefined) return undefined;
    const text = this.#waiting.get(textId);
    this.#waiting.delete(textId);
    return text;
  }

  #order(): void {
    this.#version = this.order.version;
    const rankOf = this.order.ranks();
    const ranked: { readonly textId: number; readonly rank: number; readonly chunkId: number }[] = [];
    for (const { textId, chunkId, path } of this.#waiting.values()) {
      const rank = rankOf(path);
      if (rank !== undefined) ranked.push({ textId, rank, chunkId });
    }
    // The first is taken from the end.
    this.#urgent = ranked
      .sort((a, b) => b.rank - a.rank || b.chunkId - a.chunkId)
      .map(({ textId }) => textId);
  }
}
