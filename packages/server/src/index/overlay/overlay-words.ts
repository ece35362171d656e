import type { Scored } from "../search/best-of.ts";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { Connection } from "../store/connection.ts";
import type { IndexStore } from "../store/index-store.ts";
import { LexicalRecords } from "../store/lexical-records.ts";
import { wordsTable } from "../store/schema.ts";
import { searchableWords } from "../words/split-identifiers.ts";

/** As SQLite's bm25: Robertson's weight, which is never negative there. */
function inverseDocumentFrequency(documents: number, withPhrase: number): number {
  return Math.max(Math.log((documents - withPhrase + 0.5) / (withPhrase + 0.5)), 1e-6);
}

/**
 * The words of texts that are on no disk, in a table in memory that has the tokenizer of the index. A few texts say
 * nothing of how rare a word is, so that is asked of the index: the scores are those that the index would give.
 */
export class OverlayWords {
  readonly #connection = new Connection(":memory:", () => undefined);
  readonly #words = new LexicalRecords(this.#connection);
  #chunks: readonly ChunkRecord[] = [];

  constructor() {
    this.#connection.exec("PRAGMA temp_store = MEMORY");
    this.#connection.exec(wordsTable);
  }

  /** Scores of the chunks that match, best first. @param match an expression of FTS5 */
  scores(chunks: readonly ChunkRecord[], match: string, store: IndexStore): Scored[] {
    this.#fill(chunks);
    const every = chunks.length;
    const matching = new Set(this.#words.scored(match, every).map(({ id }) => id));
    if (matching.size === 0) return [];
    const documents = store.files.chunks();
    const scores = new Map<number, number>();
    for (const [phrase] of match.matchAll(/"[^"]*"/g)) {
      const found = this.#words.scored(phrase, every);
      if (found.length === 0) continue;
      const here = inverseDocumentFrequency(every, found.length);
      const there = inverseDocumentFrequency(documents, store.words.frequency(phrase));
      for (const { id, score } of found) scores.set(id, (scores.get(id) ?? 0) + (score / here) * there);
    }
    return [...scores]
      .filter(([id]) => matching.has(id))
      .map(([id, score]) => ({ id, score }))
      .sort((a, b) => b.score - a.score);
  }

  close(): void {
    this.#connection.close();
  }

  #fill(chunks: readonly ChunkRecord[]): void {
    if (chunks === this.#chunks) return;
    this.#chunks = chunks;
    this.#connection.exec("INSERT INTO words (words) VALUES ('delete-all')");
    for (const { id, path, symbols, text } of chunks) {
      this.#connection.run(
        "INSERT INTO words (rowid, path, symbols, text) VALUES (?, ?, ?, ?)",
        ...[id, searchableWords(path), searchableWords(symbols), searchableWords(text)],
      );
    }
  }
}
