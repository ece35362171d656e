import { pathWords } from "../words/path-words.ts";
import { chunkBudget, fitsAsHeader } from "./chunk-budget.ts";
import type { Chunk, Chunker, ChunkSource } from "./chunker.ts";
import { cutLines, pieceText } from "./cut-lines.ts";
import { declaredNames } from "./declared-names.ts";
import { estimateTokens } from "./estimate-tokens.ts";

/**
 * Cuts by lines, at blank lines of low indentation where it can, under a budget of estimated tokens.
 * @param maxTokens how many tokens the model reads, special tokens included
 */
export class LineChunker implements Chunker {
  readonly id: string;
  readonly #budget: number;

  constructor(maxTokens: number) {
    this.#budget = chunkBudget(maxTokens);
    this.id = `lines 1, ${this.#budget} tokens`;
  }

  chunk({ path, lines }: ChunkSource): Chunk[] {
    const words = pathWords(path).join(" ");
    const header = fitsAsHeader(words, this.#budget) ? words : "";
    const budget = this.#budget - estimateTokens(header);
    const tokens = lines.map(estimateTokens);
    return cutLines({ lines, tokens, first: 0, last: lines.length - 1, budget }).map((piece) => {
      const text = pieceText(lines, piece);
      const symbols = declaredNames(text);
      return { startLine: piece.first + 1, endLine: piece.last + 1, text, header, symbols };
    });
  }
}
