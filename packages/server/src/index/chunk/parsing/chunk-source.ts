import type { Parser } from "web-tree-sitter";
import type { Chunk, ChunkSource } from "../chunker.ts";
import { grammarOf } from "../grammar/grammars.ts";
import { loadParser } from "../grammar/load-parser.ts";
import { outlineOf } from "../grammar/outline.ts";
import { chunkByStructure } from "../structure/chunk-by-structure.ts";

const parsers = new Map<string, Parser>();

/**
 * Parses a file and cuts it along its outline.
 * @returns undefined when its language has no grammar or it could not be parsed in time
 */
export async function chunkByGrammar(source: ChunkSource, maxTokens: number): Promise<Chunk[] | undefined> {
  const grammar = grammarOf(source.language);
  if (grammar === undefined) return undefined;
  let parser = parsers.get(grammar.file);
  if (parser === undefined) {
    parser = await loadParser(grammar.file);
    parsers.set(grammar.file, parser);
  }
  const regions = outlineOf(parser, grammar, source.language, source.lines);
  return regions === undefined ? undefined : chunkByStructure(source, regions, maxTokens);
}
