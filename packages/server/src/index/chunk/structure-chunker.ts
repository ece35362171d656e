import { chunkBudget } from "./chunk-budget.ts";
import type { Chunk, Chunker, ChunkSource, ExaminedFile, FileOnDisk } from "./chunker.ts";
import { grammarOf } from "./grammar/grammars.ts";
import { LineChunker } from "./line-chunker.ts";
import { ParserPool, type ParserPoolOptions } from "./parsing/parser-pool.ts";
import { chunkByStructure } from "./structure/chunk-by-structure.ts";
import { hasSections, sectionsOf } from "./structure/sections.ts";

/**
 * Cuts along what a file defines: by a grammar in a process of its own, by sections, and by lines where there is
 * neither or parsing fails.
 */
export class StructureChunker implements Chunker {
  readonly id: string;
  readonly #parsers: ParserPool;
  readonly #lines: LineChunker;

  /** @param maxTokens how many tokens the model reads, special tokens included */
  constructor(
    private readonly maxTokens: number,
    options: ParserPoolOptions = {},
  ) {
    this.#lines = new LineChunker(maxTokens);
    this.#parsers = new ParserPool(options);
    this.id = `structure 1, ${chunkBudget(maxTokens)} tokens`;
  }

  prepare(): void {
    this.#parsers.prepare();
  }

  async chunk(source: ChunkSource): Promise<Chunk[]> {
    const { maxTokens } = this;
    const { language, lines } = source;
    if (hasSections(language)) return chunkByStructure(source, sectionsOf(language, lines), maxTokens);
    if (grammarOf(language) === undefined) return this.#lines.chunk(source);
    return (await this.#parsers.parse(source, maxTokens)) ?? this.#lines.chunk(source);
  }

  async examine(file: FileOnDisk): Promise<ExaminedFile | undefined> {
    const { language } = file;
    if (hasSections(language) || grammarOf(language) === undefined) return undefined;
    return this.#parsers.examine(file, this.maxTokens);
  }

  close(): void {
    this.#parsers.close();
  }
}
